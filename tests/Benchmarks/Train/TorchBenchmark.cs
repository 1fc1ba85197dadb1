using System.Globalization;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Native;

namespace OnnxRetrieval.Benchmarks.Train;

/// <summary>
/// Steps of the recipes beside those of the same objectives in PyTorch (Debian's <c>python3-torch</c>), whose autograd and
/// optimizers go over whole tables, with tables as large as those of MovieLens and one thread or all.
/// </summary>
internal static class TorchBenchmark
{
    private const int Epochs = 7;

    private static readonly Contest[] contests =
    [
        new("basic: squared error, Adagrad", "pairs", 943, 1_682, 32, 1_000, 85, Basic),
        new(
            "default: softmax over the catalogue, Adam",
            "softmax",
            6_038,
            3_533,
            64,
            256,
            120,
            Default
        ),
    ];

    public static void Run(TextWriter output)
    {
        output.WriteLine(
            "| recipe | users × items × dims | a step | threads | PyTorch, ms | ours, ms | × PyTorch |"
        );
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            TorchLibrary.EnsureLoaded(threads);
            foreach (var contest in contests)
            {
                var rival = contest.PyTorch(threads);
                var ours = contest.Ours();
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {contest.Title} | {contest.Users:N0} × {contest.Items:N0} × {contest.Dimensions} | {contest.BatchSize:N0} | {threads} | {(rival is { } there ? there.ToString("F3", CultureInfo.InvariantCulture) : "missing")} | {ours:F3} | {(rival is { } it ? (ours / it).ToString("F2", CultureInfo.InvariantCulture) : "–")} |"
                    )
                );
            }
        }
    }

    private static FitSettings Basic(Contest contest) =>
        Steps.Settings(contest.Dimensions, hasBias: false, contest.BatchSize, Epochs);

    private static FitSettings Default(Contest contest) =>
        Steps.Settings(contest.Dimensions, hasBias: true, contest.BatchSize, Epochs) with
        {
            Objective = "softmax",
            Optimizer = "adam",
            LearningRate = 0.03,
            Regularization = [0.1],
            RegularizationExponent = 0.75,
        };

    /// <summary>One recipe in both.</summary>
    private sealed record Contest(
        string Title,
        string Recipe,
        int Users,
        int Items,
        int Dimensions,
        int BatchSize,
        int ItemsAUser,
        Func<Contest, FitSettings> Settings
    )
    {
        public double Ours() => Steps.Milliseconds(Settings(this), Interactions(), Users, Items);

        public double? PyTorch(int threads) =>
            RivalProgram.Python(
                "torch",
                "torch_steps.py",
                [
                    Recipe,
                    .. new[] { Users, Items, Dimensions, BatchSize, ItemsAUser, threads }.Select(
                        number => number.ToString(CultureInfo.InvariantCulture)
                    ),
                ]
            )
                is { } printed
                ? double.Parse(printed, CultureInfo.InvariantCulture)
                : null;

        private Interactions Interactions() =>
            MadeInteractions.Of(Users, Items, Users * ItemsAUser);
    }
}
