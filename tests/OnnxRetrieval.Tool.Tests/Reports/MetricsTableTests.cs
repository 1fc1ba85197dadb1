using OnnxRetrieval.Tool.Reports;
using Spectre.Console.Testing;

namespace OnnxRetrieval.Tool.Tests.Reports;

public sealed class MetricsTableTests
{
    [Fact]
    public void Metrics_stand_beside_their_baselines()
    {
        var console = new TestConsole();

        console.Write(
            MetricsTable.Create(
                new Dictionary<string, IReadOnlyDictionary<string, double>>
                {
                    ["test"] = new Dictionary<string, double>
                    {
                        ["recall@20"] = 0.25,
                        ["ndcg@10"] = 0.5,
                        ["recall@7"] = 1,
                    },
                    ["popularity"] = new Dictionary<string, double> { ["recall@20"] = 0.125 },
                    ["mine"] = new Dictionary<string, double> { ["recall@20"] = double.NaN },
                }
            )
        );

        Golden.Matches(console.Output);
    }
}
