using MyTrainer;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Customizing;
using OnnxRetrieval.Training.Data.Sources;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Customizing;

/// <summary>What is made in code and cannot be used is told before anything is trained, by its name.</summary>
[Collection(TorchTests.Name)]
public sealed class CustomizationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Output => Path.Combine(folder.Path, "out");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_layer_without_a_graph() =>
        Refuses(
            With(new Doubling(null)),
            "Doubling does not say how it becomes ONNX: Not yet. Write its ToGraph."
        );

    [Fact]
    public void A_layer_whose_graph_computes_something_else() =>
        Refuses(
            With(new Doubling(static () => new Times(3))),
            "query tower OnnxRetrieval.Training.Towers.FeatureTower: what ToGraph writes is not what Forward computes"
        );

    [Fact]
    public void A_layer_whose_graph_makes_no_vectors() =>
        Refuses(
            With(new Doubling(static () => new Flat())),
            "Layer 1 of a tower: Features and layers"
        );

    [Fact]
    public void A_tower_of_another_size() =>
        Refuses(
            new()
            {
                CandidateTower = parts => new FeatureTower(
                    parts.Count - 1,
                    parts.Encoders,
                    [],
                    normalizes: false,
                    idDropout: 0
                ),
            },
            "The candidate tower that is made in code, FeatureTower, is of 71 entities and 8 dimensions, where 72 and 8 are asked for"
        );

    [Fact]
    public void Parameters_of_one_name() =>
        Refuses(
            new()
            {
                QueryTower = parts => new FeatureTower(
                    parts.Count,
                    parts.Encoders,
                    [new CrossLayer("cross", 8), new CrossLayer("cross", 8)],
                    normalizes: false,
                    idDropout: 0
                ),
            },
            "Two parameters of the model are called 'cross/weights'"
        );

    [Fact]
    public void A_feature_of_a_column_that_is_not_there() =>
        Refuses(
            new() { QueryFeatures = [new LogNumber("age")] },
            "The feature LogNumber of 'age': nothing is known of the users in this data"
        );

    [Fact]
    public void Layers_in_the_options_of_a_tower_that_is_made_in_code()
    {
        var error = Assert.Throws<InputException>(() =>
            Run(
                new() { QueryTower = CrossTower.Create },
                Options() with
                {
                    Model = new() { QueryLayers = [8] },
                }
            )
        );

        Assert.True(error.IsWrongUse);
        Assert.Contains("leave the query layers out", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_in_the_options_beside_a_source()
    {
        var error = Assert.Throws<InputException>(() => Run(new() { Source = new Given([], []) }));

        Assert.True(error.IsWrongUse);
        Assert.Contains("leave all data options out", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_other_pieces()
    {
        using var stopped = new CancellationTokenSource();
        var options = Options() with
        {
            Fit = new() { Epochs = 200, Patience = 0 },
        };
        Assert.Throws<OperationCanceledException>(() =>
            TrainingPipeline.Run(
                options,
                new() { QueryTower = CrossTower.Create },
                Output,
                progress: new Stopper(stopped, TrainingPipeline.CheckpointPath(Output)),
                cancellation: stopped.Token
            )
        );

        var error = Assert.Throws<InputException>(() =>
            TrainingPipeline.Run(
                options,
                new() { CandidateTower = CrossTower.Create },
                Output,
                resume: true,
                cancellation: TestContext.Current.CancellationToken
            )
        );

        Assert.Contains("belongs to other options", error.Message, StringComparison.Ordinal);
    }

    private static Customization With(Layer layer) =>
        new()
        {
            QueryTower = parts => new FeatureTower(
                parts.Count,
                parts.Encoders,
                [layer],
                normalizes: false,
                idDropout: 0
            ),
        };

    private void Refuses(Customization custom, string message)
    {
        var error = Assert.Throws<InputException>(() => Run(custom));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(Output));
    }

    private void Run(Customization custom, TrainingOptions? options = null) =>
        TrainingPipeline.Run(
            options ?? Options(),
            custom,
            Output,
            cancellation: TestContext.Current.CancellationToken
        );

    private TrainingOptions Options() =>
        new()
        {
            Data = new() { Interactions = [Blocks.Write(folder)] },
            Model = new() { Dimensions = 8, History = "none" },
            Threads = 1,
        };

    private sealed class Doubling(Func<ILayerGraph>? graph) : Layer
    {
        public override int Outputs => 8;

        public override IReadOnlyList<Parameter> Parameters => [];

        public override Tensor Forward(Tensor input, GradientTape? tape) =>
            input.add(input, OnnxRetrieval.Training.Native.Scalars.One);

        public override ILayerGraph ToGraph() =>
            graph is null ? throw new NotImplementedException("Not yet.") : graph();
    }

    private sealed class Times(float factor) : ILayerGraph
    {
        public GraphValue Emit(GraphBuilder graph, string scope, GraphValue input) =>
            graph.Mul(input, graph.Constant(factor));
    }

    private sealed class Flat : ILayerGraph
    {
        public GraphValue Emit(GraphBuilder graph, string scope, GraphValue input) =>
            graph.ReduceSum(input, [1]);
    }

    private sealed class Given(SourceInteraction[] interactions, SourceEntity[] candidates)
        : DataSource
    {
        public override string Name => "given";

        public override IEnumerable<SourceInteraction> Interactions() => interactions;

        public override IEnumerable<SourceEntity> Candidates() => candidates;
    }

    private sealed class Stopper(CancellationTokenSource stop, string checkpoint)
        : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value)
        {
            if (File.Exists(checkpoint))
            {
                stop.Cancel();
            }
        }
    }
}
