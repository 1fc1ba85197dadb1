using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Tool.Tests.Reports;

public sealed class EvaluationTablesTests
{
    [Fact]
    public void An_evaluation_shows_intervals_strangers_parts_and_notes() =>
        Golden.Matches(Written(Report() with { Unseen = Unseen() }, segments: true));

    [Fact]
    public void A_model_alone_is_compared_with_nothing()
    {
        var report = Report();
        var alone = report with
        {
            Metrics = new Dictionary<string, IReadOnlyDictionary<string, double>>
            {
                ["test"] = report.Metrics["test"],
            },
            Details = report.Details with
            {
                Differences = new Dictionary<string, IReadOnlyDictionary<string, Difference>>(),
            },
        };

        var text = Written(alone, segments: false);

        Assert.Contains("0.2500 (.200–.300)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("≈", text, StringComparison.Ordinal);
        Assert.DoesNotContain("head", text, StringComparison.Ordinal);
    }

    private static EvaluationReport Report() =>
        new(
            By(Metrics(0.25, 0.5), Metrics(0.24, 0.25)),
            new(
                "full",
                "abc",
                40,
                44,
                null,
                new(0.95, 1000, 42),
                new Dictionary<string, IReadOnlyDictionary<string, double[]>>
                {
                    ["test"] = new Dictionary<string, double[]>
                    {
                        ["recall@20"] = [0.2, 0.3],
                        ["ndcg@10"] = [0.45, 1],
                    },
                },
                new Dictionary<string, IReadOnlyDictionary<string, Difference>>
                {
                    ["ease"] = new Dictionary<string, Difference>
                    {
                        ["recall@20"] = new(0.01, -0.02, 0.04),
                        ["ndcg@10"] = new(0.25, 0.2, 0.3),
                    },
                },
                new(
                    [
                        new("unseen", 0, 0, 4, By(Recall(0.1), Recall(0.2))),
                        new("few", 1, 1234, 36, By(Recall(0.3), Recall(0.4))),
                    ],
                    [
                        new("head", 5, 44, By(Recall(0.5), Recall(0.6))),
                        new("tail", 7, 0, By(Nothing, Nothing)),
                    ]
                ),
                ["EASE [x] is left out."]
            ),
            null
        );

    private static EvaluationReport Unseen()
    {
        var report = Report();
        return report with
        {
            Metrics = new Dictionary<string, IReadOnlyDictionary<string, double>>
            {
                ["popularity"] = Metrics(0.1, 0.2),
            },
            Details = report.Details with { Users = 4, LeftOut = 1, Segments = null, Notes = [] },
        };
    }

    private static Dictionary<string, double> Nothing => [];

    private static Dictionary<string, double> Recall(double value) =>
        new() { ["recall@20"] = value };

    private static Dictionary<string, double> Metrics(double recall, double ndcg) =>
        new()
        {
            ["recall@20"] = recall,
            ["ndcg@10"] = ndcg,
            ["coverage@10"] = 0.75,
            ["novelty@10"] = 3.5,
        };

    private static Dictionary<string, IReadOnlyDictionary<string, double>> By(
        Dictionary<string, double> model,
        Dictionary<string, double> ease
    ) => new() { ["test"] = model, ["ease"] = ease };

    private static string Written(EvaluationReport report, bool segments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        EvaluationTables.Write(
            new ToolConsole(
                output,
                TextWriter.Null,
                ToolConsole.Create(output, redirected: true),
                ToolConsole.Create(TextWriter.Null, redirected: true),
                default
            ),
            report,
            segments
        );
        return output.ToString();
    }
}
