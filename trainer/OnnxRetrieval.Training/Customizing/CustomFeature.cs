using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Customizing;

/// <summary>A feature of users or items that is made in code: from a column to what a tower reads of it.</summary>
/// <param name="name">
/// The column. The graph's input is to have this name too, so that what evaluates and serves a model finds its values.
/// </param>
public abstract class CustomFeature(string name)
{
    /// <summary>The column, and the name of the graph's input.</summary>
    public string Name { get; } = name;

    /// <summary>The encoder of the column, with its starting values. Each fit makes its own.</summary>
    /// <param name="parts">What it is made from.</param>
    public abstract FeatureEncoder CreateEncoder(FeatureParts parts);
}
