namespace OnnxRetrieval;

/// <summary>A value that a model's query takes.</summary>
/// <param name="Name">Its name, as <see cref="Query"/> wants it.</param>
/// <param name="Type">The type of the value, or of each in a list.</param>
/// <param name="IsList">Whether it is a list, such as a history.</param>
public sealed record QueryFeature(string Name, FeatureType Type, bool IsList)
{
    /// <summary>
    /// What it is for, as far as the file tells: <c>id</c>, <c>history</c> (ids of items, the latest last), <c>category</c>,
    /// <c>number</c>, <c>time</c> (seconds since 1970 in UTC) or <c>text</c>.
    /// </summary>
    public string? Role { get; init; }

    /// <summary>For messages: <c>user_id (text)</c>, <c>history (list of integers)</c>.</summary>
    public override string ToString() =>
        (Type, IsList) switch
        {
            (FeatureType.Text, false) => $"{Name} (text)",
            (FeatureType.Text, true) => $"{Name} (list of texts)",
            (FeatureType.Integer, false) => $"{Name} (integer)",
            (FeatureType.Integer, true) => $"{Name} (list of integers)",
            (_, false) => $"{Name} (number)",
            (_, true) => $"{Name} (list of numbers)",
        };
}
