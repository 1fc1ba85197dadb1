namespace OnnxRetrieval.Training.Features;

/// <summary>
/// A number, standardized: <c>clip((x - mean) / scale, -bound, bound)</c> in 32-bit arithmetic, and 0 where it is missing.
/// The input is a float, NaN where it is missing.
/// </summary>
public sealed class NumberFeature : EncodedFeature
{
    /// <summary>How many scales from the mean a number counts at most, so that one of an absurd size does no harm.</summary>
    public const float Bound = 5;

    private readonly float[] values;
    private readonly bool[] isMissing;
    private readonly Func<int, float> raw;

    internal NumberFeature(
        string name,
        FeatureKind kind,
        float mean,
        float scale,
        Func<int, float> raw,
        int count
    )
        : base(name, kind)
    {
        (Mean, Scale) = (mean, scale);
        this.raw = raw;
        values = new float[count + 1];
        isMissing = new bool[count + 1];
        for (var entity = 0; entity <= count; entity++)
        {
            var number = raw(entity);
            isMissing[entity] = float.IsNaN(number);
            values[entity] = isMissing[entity]
                ? 0
                : Math.Clamp((number - mean) / scale, -Bound, Bound);
        }
    }

    /// <summary>The mean over the training entities.</summary>
    public float Mean { get; }

    /// <summary>The standard deviation over the training entities, 1 where they are all alike.</summary>
    public float Scale { get; }

    /// <summary>The standardized number of each entity, 0 where it is missing, the unknown entity last, <c>[count + 1]</c>.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>Which entities have none, the unknown entity last, <c>[count + 1]</c>.</summary>
    public ReadOnlySpan<bool> IsMissing => isMissing;

    /// <inheritdoc/>
    public override FeatureValue Raw(int entity) => new(raw(entity));
}
