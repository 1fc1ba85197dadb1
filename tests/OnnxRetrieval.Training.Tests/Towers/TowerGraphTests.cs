using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;
using DenseLayer = OnnxRetrieval.Training.Towers.DenseLayer;

namespace OnnxRetrieval.Training.Tests.Towers;

/// <summary>What a tower computes in training, its graph computes from raw values.</summary>
[Collection(TorchTests.Name)]
public sealed class TowerGraphTests
{
    private const int Users = 6;
    private const int Items = 9;
    private const int Width = 4;
    private static readonly IdTable UserIds = new([
        .. Enumerable.Range(0, Users).Select(user => $"u{user}"),
    ]);
    private static readonly IdTable ItemIds = new([
        .. Enumerable.Range(0, Items).Select(item => 100L + item),
    ]);

    public static TheoryData<string, bool, bool> Kinds =>
        new()
        {
            { "none", true, false },
            { "mean", true, false },
            { "mean", false, false },
            { "recency", true, true },
            { "recency", false, false },
            { "attention", true, false },
            { "attention", false, true },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_query_tower_and_its_graph_agree(string history, bool id, bool layered)
    {
        var random = new Random(5);
        using var scope = NewDisposeScope();
        using var tower = Make(random, history, id, layered);
        var (users, histories) = Queries(random);
        var expected = tower
            .Forward(
                new TowerInput(Array.ConvertAll(users, user => (long)user))
                {
                    Histories = history == "none" ? null : histories,
                }
            )
            .ToArray();

        using var graph = ExportedTower.Of(
            tower.ToGraph(
                new TowerExport("user_id", UserIds, [.. Enumerable.Range(0, Users)], ItemIds)
            )
        );
        var actual = graph.Run(
            users.Select(user => user < Users ? UserIds[user] : "nobody"),
            histories,
            ItemIds
        );

        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4);
        }
    }

    private static FeatureTower Make(Random random, string history, bool id, bool layered)
    {
        TorchSharp.torch.random.manual_seed(3);
        var items = Tensors.Parameter("items", random, Items + 1, Width);
        HistoryEncoder? encoder = history switch
        {
            "mean" => new MeanHistory(items, 0.5),
            "recency" => new RecencyHistory(items, Tensors.Parameter("places", random, 3, 1), 0.5),
            "attention" => new AttentionHistory("attention", items, 3, heads: 2),
            _ => null,
        };
        var table = id ? Tensors.Parameter("users", random, Users + 1, Width) : null;
        DenseLayer[] layers = layered
            ?
            [
                new("one", Width, Width, Activation.Gelu, norm: true, dropout: 0.5, residual: true),
                new("two", Width, 3, Activation.None, norm: false, dropout: 0, residual: false),
            ]
            : [];
        return new FeatureTower(
            Users,
            [new IdEncoder(table, encoder)],
            layers,
            normalizes: layered,
            idDropout: 0
        );
    }

    /// <summary>Known and unknown users, with histories of none to more items than are read.</summary>
    private static (int[] Users, HistoryBatch Histories) Queries(Random random)
    {
        int[] users = [0, 3, Users, Users, 5, 1];
        int[] lengths = [2, 0, 3, 0, 6, 1];
        var starts = new int[lengths.Length + 1];
        for (var i = 0; i < lengths.Length; i++)
        {
            starts[i + 1] = starts[i] + lengths[i];
        }
        var items = Enumerable.Range(0, starts[^1]).Select(_ => random.Next(Items)).ToArray();
        return (users, new HistoryBatch(items, starts));
    }
}
