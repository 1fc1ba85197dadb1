using MyTrainer;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Customizing;

if (args is not [var output, .. var rest] || rest is not ([] or ["--resume"]))
{
    Console.Error.WriteLine("usage: dotnet run -c Release -- FOLDER [--resume]");
    return 2;
}

var options = new TrainingOptions
{
    // The built-in sample. Your own: new() { Interactions = ["events.csv"], Candidates = ["items.csv"] }.
    Data = new() { Dataset = "sample" },
    Model = new() { Dimensions = 32 },
    Fit = new() { Epochs = 10, Regularization = 0.01 },
};
var custom = new Customization
{
    QueryTower = CrossTower.Create,
    CandidateTower = CrossTower.Create,
};

using var interruption = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interruption.Cancel();
};
try
{
    var result = TrainingPipeline.Run(
        options,
        custom,
        output,
        resume: rest.Length > 0,
        new ConsoleProgress(),
        interruption.Token
    );
    foreach (var (contender, metrics) in result.Metrics)
    {
        Console.WriteLine($"{contender}: NDCG@10 {metrics["ndcg@10"]:F4}");
    }
    Console.WriteLine($"Written: {result.Folder}");
    return 0;
}
catch (InputException error)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Interrupted. With --resume it goes on from the last checkpoint.");
    return 1;
}
