using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Customizing;

/// <summary>What a tower is made from.</summary>
public sealed record TowerParts
{
    /// <summary><c>query</c> or <c>candidate</c>: what the names of parameters begin with.</summary>
    public required string Name { get; init; }

    /// <summary>The number of known entities.</summary>
    public required int Count { get; init; }

    /// <summary>
    /// What is told of an entity: who it is first (its id, its history), then its features. Each block is as wide as
    /// <see cref="ModelSettings.Dimensions"/>.
    /// </summary>
    public required IReadOnlyList<FeatureEncoder> Encoders { get; init; }

    /// <summary>What the fit does, sizes and rates among it.</summary>
    public required FitSettings Settings { get; init; }
}
