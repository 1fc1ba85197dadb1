using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Features;

/// <summary>One value of a vocabulary. The input is a string or an int64, "" or -1 where it is missing.</summary>
public sealed class CategoryFeature : CodedFeature
{
    private readonly Func<int, string> raw;

    internal CategoryFeature(string name, IdTable values, EntityCodes codes, Func<int, string> raw)
        : base(name, FeatureKind.Category, values.Count + 1, codes)
    {
        Values = values;
        this.raw = raw;
    }

    /// <summary>The known values: value <c>r</c> has row <c>r</c>.</summary>
    public IdTable Values { get; }

    /// <inheritdoc/>
    public override FeatureValue Raw(int entity) => RawValues.Of(Values, raw(entity));
}
