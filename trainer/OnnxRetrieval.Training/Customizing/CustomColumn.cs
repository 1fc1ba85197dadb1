using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Customizing;

/// <summary>A feature that is made in code, with its column of the data.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Column">The column, by the rows of users or items.</param>
internal sealed record CustomColumn(CustomFeature Feature, EntityColumn Column);
