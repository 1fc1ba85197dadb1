using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Features;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>A standardized number times a vector; a vector of its own where the number is missing.</summary>
public sealed class NumberEncoder : FeatureEncoder
{
    private readonly NumberFeature feature;
    private readonly Parameter table;
    private readonly double missingRate;
    private readonly Parameter[] parameters;

    /// <summary>An encoder that starts from the given values.</summary>
    /// <param name="feature">The numbers of all entities.</param>
    /// <param name="table">What the number is multiplied with, and what stands for a missing one, float <c>[2, width]</c>.</param>
    /// <param name="missingRate">Share of the entities whose number training hides.</param>
    public NumberEncoder(NumberFeature feature, Parameter table, double missingRate)
    {
        this.feature = feature;
        this.table = table;
        this.missingRate = missingRate;
        parameters = [table];
    }

    /// <inheritdoc/>
    public override int Width => (int)table.Value.shape[1];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => parameters;

    /// <inheritdoc/>
    public override Tensor Forward(TowerInput input, GradientTape? tape)
    {
        var entities = input.FeatureRows ?? input.Rows;
        // [n, 2]: the number, and whether it is missing.
        var factors = new float[2 * entities.Length];
        for (var i = 0; i < entities.Length; i++)
        {
            var isMissing =
                feature.IsMissing[(int)entities[i]]
                || (tape is not null && tape.Random.NextDouble() < missingRate);
            factors[2 * i] = isMissing ? 0 : feature.Values[(int)entities[i]];
            factors[2 * i + 1] = isMissing ? 1 : 0;
        }
        return tensor(factors, [entities.Length, 2]).matmul(Reading.Whole(table, tape));
    }

    /// <inheritdoc/>
    public override IFeatureGraph ToGraph(TowerExport target)
    {
        var values = table.ToArray();
        return new NumberFeatureGraph(
            feature.Name,
            feature.Mean,
            feature.Scale,
            values.AsMemory(0, Width),
            values.AsMemory(Width),
            NumberFeature.Bound
        );
    }
}
