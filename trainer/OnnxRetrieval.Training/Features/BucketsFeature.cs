namespace OnnxRetrieval.Training.Features;

/// <summary>
/// The range that a number falls into: row <c>r</c> is that of the numbers of which exactly <c>r</c> edges are not above
/// them. The input is a float, NaN where it is missing.
/// </summary>
public sealed class BucketsFeature : CodedFeature
{
    private readonly Func<int, float> raw;

    internal BucketsFeature(
        string name,
        FeatureKind kind,
        float[] edges,
        EntityCodes codes,
        Func<int, float> raw
    )
        : base(name, kind, edges.Length + 2, codes)
    {
        Edges = edges;
        this.raw = raw;
    }

    /// <summary>Where a new range begins, ascending, each once.</summary>
    public IReadOnlyList<float> Edges { get; }

    /// <inheritdoc/>
    public override FeatureValue Raw(int entity) => new(raw(entity));

    /// <summary>The row of a number.</summary>
    internal static int RowOf(float[] edges, float number)
    {
        if (float.IsNaN(number))
        {
            return edges.Length + 1;
        }
        var place = Array.BinarySearch(edges, number);
        return place >= 0 ? place + 1 : ~place;
    }
}
