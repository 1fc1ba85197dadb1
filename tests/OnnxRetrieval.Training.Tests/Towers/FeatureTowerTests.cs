using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Building;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;
using HeldOut = OnnxRetrieval.Training.Fitting.HeldOut;

namespace OnnxRetrieval.Training.Tests.Towers;

/// <summary>Towers with features of every kind: in training, in the exported graph, and for values that are missing.</summary>
[Collection(TorchTests.Name)]
public sealed class FeatureTowerTests : IDisposable
{
    private const int Dimensions = 8;
    private const double Tolerance = 1e-4;

    private static readonly ModelOptions sums = new()
    {
        Dimensions = Dimensions,
        QueryFeatures =
        [
            FeatureOptions.Parse("age:buckets:buckets=3"),
            FeatureOptions.Parse("age:number"),
            FeatureOptions.Parse("city:category"),
            FeatureOptions.Parse("tags:list"),
            FeatureOptions.Parse("about:text"),
            FeatureOptions.Parse("time:hour"),
            FeatureOptions.Parse("time:weekday"),
        ],
        CandidateFeatures =
        [
            FeatureOptions.Parse("price:number"),
            FeatureOptions.Parse("year:age:buckets=4"),
            FeatureOptions.Parse("kind:category"),
            FeatureOptions.Parse("genres:list"),
            FeatureOptions.Parse("name:text"),
        ],
    };

    private static readonly ModelOptions layered = sums with
    {
        QueryLayers = [12],
        CandidateLayers = [12, 8],
        LayerNorm = true,
        Similarity = "cosine",
    };

    private readonly DataSplit split;
    private readonly TemporaryFolder folder = new();

    public FeatureTowerTests()
    {
        var whole = Blocks.LeaveLast();
        split = whole with
        {
            Dataset = whole.Dataset with
            {
                UserColumns =
                [
                    Column("age", Blocks.Users, user => user % 7 == 0 ? "" : $"{18 + user % 50}"),
                    Column(
                        "city",
                        Blocks.Users,
                        user => user == 3 ? "Rare" : "ABC "[(user % 4)..][..1].Trim()
                    ),
                    Column(
                        "tags",
                        Blocks.Users,
                        user => user % 5 == 0 ? "" : $"t{user % 3}|t{user % 4}"
                    ),
                    Column("about", Blocks.Users, user => $"Likes: films, no. {user % 6}!"),
                ],
                ItemFeatureColumns =
                [
                    Column("price", Blocks.Items, item => item % 6 == 0 ? "" : $"{item}.5"),
                    Column("year", Blocks.Items, item => item % 8 == 0 ? "" : $"{1950 + item}"),
                    Column("kind", Blocks.Items, item => item % 9 == 0 ? "" : $"k{item % 3}"),
                    Column(
                        "genres",
                        Blocks.Items,
                        item => item % 4 == 0 ? "" : $"g{item % 3}|g{item % 5}"
                    ),
                    Column("name", Blocks.Items, item => $"The Film {item % 10}"),
                ],
            },
        };
    }

    public static TheoryData<bool> AreLayered => [false, true];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(AreLayered))]
    public void A_query_graph_computes_the_tower_for_known_and_unknown_users_and_values(
        bool isLayered
    )
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var (model, features) = Make(isLayered);
        using var _ = model;
        using var graph = new TowerVectors(
            model.Query.ToGraph(
                new TowerExport(
                    ModelExporter.UserInput,
                    split.Dataset.Users,
                    [.. Enumerable.Range(0, Blocks.Users)],
                    split.Dataset.Items
                )
            ),
            Dimensions
        );
        foreach (var time in (long[])[TimeFeature.NoTime, 0, 1_700_000_000])
        {
            // The row after the last is nobody's: all of its values are missing.
            foreach (var row in (int[])[0, 1, 3, 7, 20, Blocks.Users])
            {
                foreach (var user in (int[])[row, Blocks.Users])
                {
                    var query = new Query
                    {
                        [ModelExporter.UserInput] =
                            user < Blocks.Users ? split.Dataset.Users[user] : "nobody",
                        [TimeFeature.InputName] = time,
                    };
                    foreach (var feature in features.Query.Where(one => one is not TimeFeature))
                    {
                        query[feature.Name] = feature.Raw(row);
                    }
                    Equal(
                        model.Query.Forward(
                            new TowerInput([user]) { FeatureRows = [row], Times = [time] }
                        ),
                        graph.Of(query)
                    );
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(AreLayered))]
    public void Values_that_training_never_met_count_as_missing(bool isLayered)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var (model, _) = Make(isLayered);
        using var __ = model;
        using var graph = new TowerVectors(
            model.Query.ToGraph(
                new TowerExport(
                    ModelExporter.UserInput,
                    split.Dataset.Users,
                    [.. Enumerable.Range(0, Blocks.Users)],
                    split.Dataset.Items
                )
            ),
            Dimensions
        );

        var actual = graph.Of(
            new Query
            {
                [ModelExporter.UserInput] = split.Dataset.Users[5],
                ["age"] = float.NaN,
                ["city"] = "Nowhere",
                ["tags"] = new[] { "unheard of" },
                ["about"] = "xyzzy",
                [TimeFeature.InputName] = TimeFeature.NoTime,
            }
        );

        Equal(model.Query.Forward(new TowerInput([5]) { FeatureRows = [Blocks.Users] }), actual);
    }

    [Theory]
    [MemberData(nameof(AreLayered))]
    public void The_item_towers_file_gives_the_candidates_vectors(bool isLayered)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var (model, features) = Make(isLayered);
        using var _ = model;
        var trained = UserItems.From(split.Train, Blocks.Users);
        new ModelExporter(
            model,
            split.Dataset,
            trained,
            new GraphNotes("made", null, "{}", split.Dataset.Fingerprint, new())
        ).Write(folder.Path, [], cancellation: TestContext.Current.CancellationToken);

        using var graph = new TowerVectors(
            new ImportedTowerGraph(
                OnnxFile.Read(Path.Combine(folder.Path, ExportedFiles.ItemTower))
            ),
            Dimensions
        );
        for (var item = 0; item <= Blocks.Items; item++)
        {
            var query = new Query
            {
                [ModelExporter.ItemInput] = item < Blocks.Items ? split.Dataset.Items[item] : "new",
            };
            foreach (var feature in features.Candidate)
            {
                query[feature.Name] = feature.Raw(item);
            }
            Equal(model.Candidate.Forward(new TowerInput([item])), graph.Of(query));
        }
    }

    [Theory]
    [MemberData(nameof(AreLayered))]
    public void What_stands_for_missing_values_is_trained_though_few_are_missing(bool isLayered)
    {
        var options = (isLayered ? layered : sums) with
        {
            // Without those of which some are missing in the data.
            QueryFeatures = [FeatureOptions.Parse("about:text"), FeatureOptions.Parse("time:hour")],
            CandidateFeatures = [FeatureOptions.Parse("name:text")],
        };
        var settings = Recipe.Resolve(
            new()
            {
                Model = options,
                Fit = new() { Epochs = 1 },
            },
            split
        );
        using var fit = new Fit(
            settings,
            split.Train,
            new HeldOut(Interactions.Empty, split.Train, Blocks.Users, ranked: 0),
            Blocks.Items,
            Blocks.Users,
            EncodedFeatures.Fit(split.Dataset, split.Train, options),
            ChoiceSearch.First(settings),
            settings.Epochs,
            seed: 1
        );
        string[] tables = ["query/about:text", "query/time:hour", "candidate/name:text"];
        var before = tables.Select(Missing).ToArray();

        fit.Run(false, null, null, () => { }, TestContext.Current.CancellationToken);

        foreach (var (table, old) in tables.Zip(before))
        {
            Assert.NotEqual(old, Missing(table));
        }

        float[] Missing(string table) =>
            fit.Model.Parameters.Single(parameter => parameter.Name == table).Value[-1].ToArray();
    }

    private (TwoTowerModel Model, EncodedFeatures Features) Make(bool isLayered)
    {
        var options = isLayered ? layered : sums;
        var features = EncodedFeatures.Fit(split.Dataset, split.Train, options);
        return (
            ModelFactory.Create(
                Recipe.Resolve(new() { Model = options }, split),
                UserItems.From(split.Train, Blocks.Users),
                Blocks.Items,
                features,
                seed: 1
            ),
            features
        );
    }

    private static EntityColumn Column(string name, int count, Func<int, string> value) =>
        EntityColumnBuilder.Of(name, Enumerable.Range(0, count).Select(value));

    private static void Equal(TorchSharp.torch.Tensor expected, float[] actual)
    {
        var values = expected.ToArray();
        Assert.Equal(values.Length, actual.Length);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(values[i], actual[i], Tolerance);
        }
    }
}
