using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Customizing;

namespace MyTrainer;

public static class Trainer
{
    public static TrainingResult Run(string log, string prices, string output) =>
        TrainingPipeline.Run(
            new TrainingOptions
            {
                Data = new() { Columns = ["title"] },
                Model = new() { Dimensions = 16 },
                Fit = new() { Epochs = 20 },
            },
            new Customization
            {
                Source = new EventLog(log, prices),
                CandidateFeatures = [new LogNumber("price")],
                QueryTower = CrossTower.Create,
                CandidateTower = CrossTower.Create,
                Objective = parts => new HingeLoss(parts.Pairs, margin: 1),
            },
            output
        );
}
