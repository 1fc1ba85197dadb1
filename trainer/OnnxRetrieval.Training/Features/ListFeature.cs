using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Features;

/// <summary>Any number of values of a vocabulary. The input is a list of strings or int64.</summary>
public sealed class ListFeature : CodedFeature
{
    private readonly Func<int, string[]> raw;

    internal ListFeature(string name, IdTable values, EntityCodes codes, Func<int, string[]> raw)
        : base(name, FeatureKind.List, values.Count + 1, codes)
    {
        Values = values;
        this.raw = raw;
    }

    /// <summary>The known values: value <c>r</c> has row <c>r</c>.</summary>
    public IdTable Values { get; }

    /// <inheritdoc/>
    public override FeatureValue Raw(int entity) => RawValues.Of(Values, raw(entity));
}
