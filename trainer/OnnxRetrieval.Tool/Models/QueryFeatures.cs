using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Tool.Models;

/// <summary>Finds what a model's query takes by what it is for.</summary>
internal static class QueryFeatures
{
    /// <summary>The feature of the id; null where there is none. A file that tells no roles has it first.</summary>
    public static QueryFeature? IdFeature(this RetrieverInfo info)
    {
        var tellsRoles = info.QueryFeatures.Any(feature => feature.Role is not null);
        return info.QueryFeatures.FirstOrDefault(feature =>
            tellsRoles
                ? feature.Role == FeatureRole.Id
                : feature is { IsList: false, Type: not FeatureType.Number }
        );
    }

    /// <summary>The feature of the history; null where the model reads none.</summary>
    public static QueryFeature? HistoryFeature(this RetrieverInfo info) =>
        info.QueryFeatures.FirstOrDefault(feature => feature.Role == FeatureRole.History);

    /// <summary>What stands for a value that is not given.</summary>
    public static FeatureValue Missing(this QueryFeature feature) =>
        feature switch
        {
            { IsList: true } => new FeatureValue(Array.Empty<string>()),
            { Type: FeatureType.Number } => float.NaN,
            _ => "",
        };
}
