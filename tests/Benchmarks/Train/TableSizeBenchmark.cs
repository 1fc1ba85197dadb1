using System.Globalization;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Native;

namespace OnnxRetrieval.Benchmarks.Train;

/// <summary>
/// What a step costs as the table of items grows, beside the smallest: only the rows that it reads are changed. 64 dimensions,
/// 8,192 interactions a step, Adam, all cores.
/// </summary>
internal static class TableSizeBenchmark
{
    private const int Users = 100_000;
    private const int Dimensions = 64;
    private const int BatchSize = 8_192;
    private const int StepsAnEpoch = 12;
    private static readonly int[] sizes = [10_000, 1_000_000, 10_000_000];

    public static void Run(TextWriter output)
    {
        TorchLibrary.EnsureLoaded(Environment.ProcessorCount);
        output.WriteLine(
            "| objective | rows | step, ms | × the smallest | tables and optimizer, GB | beyond them, GB |"
        );
        output.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var (objective, negatives) in new[] { ("in-batch-softmax", 1_024), ("bpr", 256) })
        {
            var smallest = 0.0;
            foreach (var rows in sizes)
            {
                var milliseconds = Steps.Milliseconds(
                    Settings(objective, negatives),
                    MadeInteractions.Of(Users, rows, BatchSize * StepsAnEpoch),
                    Users,
                    rows
                );
                smallest = smallest == 0 ? milliseconds : smallest;
                // The vectors and Adam's two moments; biases, step counts and strengths with theirs.
                var needed = (Users + rows) * (3.0 * Dimensions + 6) * sizeof(float) / 1e9;
                var peak = PeakMemory.InGigabytes();
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {objective} | {rows:N0} | {milliseconds:F1} | {milliseconds / smallest:F2} | {needed:F2} | {peak - needed:F2} |"
                    )
                );
            }
        }
    }

    private static FitSettings Settings(string objective, int negatives) =>
        Steps.Settings(Dimensions, hasBias: true, BatchSize, epochs: 4) with
        {
            Objective = objective,
            Negatives = negatives,
            NegativePower = 0.75,
            Optimizer = "adam",
            LearningRate = 0.01,
            Regularization = [0.1],
            RegularizationExponent = 0.75,
        };
}
