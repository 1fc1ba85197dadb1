using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Native;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>
/// A tower of several features. Without layers their blocks are summed (as in LightFM: Kula, CBRecSys 2015); with layers they
/// are put side by side, and the last layer gives the vector.
/// </summary>
public sealed class FeatureTower : Tower
{
    private readonly FeatureEncoder[] encoders;
    private readonly Layer[] layers;
    private readonly bool normalizes;
    private readonly double idDropout;
    private readonly Parameter[] parameters;

    /// <summary>A tower of the given parts.</summary>
    /// <param name="count">The number of known entities.</param>
    /// <param name="encoders">Its features, at least one; of the same width where there are no layers.</param>
    /// <param name="layers">Layers over them; may be empty.</param>
    /// <param name="normalizes">Whether vectors are scaled to length 1, so that a dot product is a cosine.</param>
    /// <param name="idDropout">
    /// Share of the entities whose id training hides while their other features are seen, so that these serve those whose
    /// id is new (DropoutNet: Volkovs, Yu and Poutanen, NeurIPS 2017).
    /// </param>
    public FeatureTower(
        int count,
        IReadOnlyList<FeatureEncoder> encoders,
        IReadOnlyList<Layer> layers,
        bool normalizes,
        double idDropout
    )
    {
        if (encoders.Count == 0)
        {
            throw new ArgumentException("A tower needs a feature.");
        }
        if (layers.Count == 0 && encoders.Any(encoder => encoder.Width != encoders[0].Width))
        {
            throw new ArgumentException("Features that are summed must have the same width.");
        }
        Count = count;
        this.encoders = [.. encoders];
        this.layers = [.. layers];
        this.normalizes = normalizes;
        this.idDropout = encoders.Count > 1 ? idDropout : 0;
        parameters =
        [
            .. encoders
                .SelectMany(encoder => encoder.Parameters)
                .Concat(layers.SelectMany(layer => layer.Parameters)),
        ];
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override int Dimensions => layers.Length > 0 ? layers[^1].Outputs : encoders[0].Width;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => parameters;

    /// <inheritdoc/>
    public override bool ReadsHistory => encoders.Any(encoder => encoder.ReadsHistory);

    /// <inheritdoc/>
    public override bool ReadsTime => encoders.Any(encoder => encoder.ReadsTime);

    /// <inheritdoc/>
    public override Tensor Forward(TowerInput input, GradientTape? tape = null)
    {
        if (tape is not null && idDropout > 0)
        {
            input = input with
            {
                Rows = Array.ConvertAll(
                    input.Rows,
                    row => tape.Random.NextDouble() < idDropout ? Count : row
                ),
                FeatureRows = input.FeatureRows ?? input.Rows,
            };
        }
        var blocks = Array.ConvertAll(encoders, encoder => encoder.Forward(input, tape));
        var vector = blocks[0];
        if (blocks.Length > 1 && layers.Length > 0)
        {
            vector = cat(blocks, 1);
        }
        else
        {
            foreach (var block in blocks[1..])
            {
                vector = vector.add(block, Scalars.One);
            }
        }
        foreach (var layer in layers)
        {
            vector = layer.Forward(vector, tape);
        }
        return normalizes ? nn.functional.normalize(vector, 2, 1) : vector;
    }

    /// <inheritdoc/>
    public override Tensor ForwardAll(GradientTape? tape = null) =>
        Forward(new TowerInput([.. Enumerable.Range(0, Count + 1).Select(row => (long)row)]), tape);

    /// <inheritdoc/>
    public override void ReplaceByUnknown(IReadOnlyCollection<int> untrained) =>
        Id?.ReplaceByUnknown(untrained);

    /// <inheritdoc/>
    public override void UnknownFromMean(IReadOnlyCollection<int> trained) =>
        Id?.UnknownFromMean(trained);

    /// <inheritdoc/>
    public override void Settle(UserHistories histories) => Id?.Settle(histories);

    /// <inheritdoc/>
    public override ITowerGraph ToGraph(TowerExport target) =>
        new LayeredTowerGraph(
            [.. encoders.Select(encoder => encoder.ToGraph(target))],
            layers.Length > 0 ? FeatureCombination.Concatenation : FeatureCombination.Sum,
            [.. layers.Select(layer => layer.ToGraph())],
            normalizes
        );

    private IdEncoder? Id => encoders.OfType<IdEncoder>().FirstOrDefault();
}
