namespace OnnxRetrieval.Training.Features;

/// <summary>Kinds by the names that options give them.</summary>
internal static class FeatureKinds
{
    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [.. Enum.GetValues<FeatureKind>().Select(Name)];

    /// <summary>A kind's name in options.</summary>
    public static string Name(this FeatureKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>The kind of a name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static FeatureKind Parse(string name)
    {
        foreach (var kind in Enum.GetValues<FeatureKind>())
        {
            if (Name(kind) == name)
            {
                return kind;
            }
        }
        throw new FormatException(
            $"There is no kind of feature '{name}': known are {string.Join(", ", Names)}."
        );
    }

    /// <summary>Whether the value comes with the query rather than from a column.</summary>
    public static bool IsOfQuery(this FeatureKind kind) =>
        kind is FeatureKind.Hour or FeatureKind.Weekday or FeatureKind.History;

    /// <summary>Whether it has a vocabulary of values.</summary>
    public static bool HasVocabulary(this FeatureKind kind) =>
        kind is FeatureKind.Category or FeatureKind.List or FeatureKind.Text;
}
