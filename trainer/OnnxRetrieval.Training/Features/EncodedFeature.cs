namespace OnnxRetrieval.Training.Features;

/// <summary>
/// A feature of all users or of all items, ready for a tower. Entities are in the rows of the data set, with the unknown
/// entity behind the last, whose values are all missing.
/// </summary>
/// <param name="name">The column, and the name of the graph's input.</param>
/// <param name="kind">What is made of it.</param>
public abstract class EncodedFeature(string name, FeatureKind kind)
{
    /// <summary>The column, and the name of the graph's input.</summary>
    public string Name { get; } = name;

    /// <summary>What is made of it.</summary>
    public FeatureKind Kind { get; } = kind;

    /// <summary>Tells it from all other features of its tower, as in <c>age:buckets</c>.</summary>
    public string Key => $"{Name}:{Kind.Name()}";

    /// <summary>What a host passes for an entity: the raw value, or what stands for a missing one.</summary>
    /// <param name="entity">A row of the data set, or the number of rows for the unknown entity.</param>
    public abstract FeatureValue Raw(int entity);
}
