using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Tool.Tests.Reports;

public sealed class ComparisonReportTests
{
    [Fact]
    public void Runs_beside_each_other_show_what_differs()
    {
        var items = new IdTable(["a", "b", "c", "d"]);
        var dataset = new Dataset(
            "films",
            new IdTable(["ann"]),
            items,
            Interactions.Empty,
            [new ItemColumn("title", ["Amélie", "Bonjour", "", "[Dune]"])],
            new DataReport(),
            ""
        );
        var report = new ComparisonReport(
            [
                Run("old", 0.25, new() { ["fit.epochs"] = "50", ["seed"] = "1" }),
                Run("new [x]", 0.5, new() { ["fit.epochs"] = "20", ["seed"] = "1" }),
            ],
            new Dictionary<string, IReadOnlyDictionary<string, Difference>>
            {
                ["new [x]"] = new Dictionary<string, Difference>
                {
                    ["ndcg@10"] = new(-0.25, -0.5, 0.1),
                },
            },
            new ComparedLists(
                dataset,
                "ann",
                new HashSet<int> { 3 },
                ["old", "new [x]"],
                [
                    [0, 1, 2],
                    [1, 3, -1, 0],
                ]
            )
        );
        using var output = new StringWriter { NewLine = "\n" };

        report.Write(
            new ToolConsole(
                output,
                TextWriter.Null,
                ToolConsole.Create(output, redirected: true),
                ToolConsole.Create(TextWriter.Null, redirected: true),
                default
            )
        );

        Golden.Matches(output.ToString());
    }

    [Theory]
    [InlineData("a/first/", "b/second", "first", "second")]
    [InlineData("a/same", "b/same", "a/same", "b/same")]
    public void Runs_go_by_the_shortest_names_that_tell_them_apart(
        string one,
        string two,
        string first,
        string second
    ) => Assert.Equal([first, second], ComparedRun.NamesOf([one, two]));

    private static ComparedRun Run(
        string name,
        double value,
        Dictionary<string, string> settings
    ) =>
        new(
            name,
            name,
            new Dictionary<string, double> { ["ndcg@10"] = value, ["coverage@10"] = 0.125 },
            new Dictionary<string, double[]> { ["ndcg@10"] = [value - 0.1, value + 0.1] },
            settings,
            "test"
        );
}
