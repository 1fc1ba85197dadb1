using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Tuning;
using Spectre.Console.Testing;

namespace OnnxRetrieval.Tool.Tests.Reports;

public sealed class TuningReportTests
{
    [Fact]
    public void The_best_trials_stand_above_the_first()
    {
        var console = new TestConsole().Width(100);
        var trials = Enumerable
            .Range(2, 8)
            .Select(number => Trial(number, 0.09 + number / 1000.0, 40 - number))
            .Prepend(Trial(1, 0.0875, 38) with { Seconds = 125 })
            .Append(
                Trial(10, 0, 0) with
                {
                    Metric = null,
                    Status = TrialStatus.Failed,
                    Error = "The loss is no longer finite.",
                }
            );

        console.Write(TuningReport.Table([.. trials]));

        Golden.Matches(console.Output);
    }

    private static Trial Trial(int number, double metric, int epoch) =>
        new()
        {
            Number = number,
            Status = TrialStatus.Complete,
            Metric = metric,
            BestEpoch = epoch,
            Seconds = 10 + number,
            History =
            [
                .. Enumerable
                    .Range(1, epoch + 10)
                    .Select(at => new EpochRecord(
                        at,
                        1,
                        null,
                        new Dictionary<string, double>(),
                        1
                    )),
            ],
            Values = new Dictionary<string, JsonNode?>
            {
                ["fit.learning_rate"] = 0.01 * number,
                ["fit.objective"] = "softmax",
                ["model.dimensions"] = 64,
            },
        };
}
