namespace OnnxRetrieval.Graph;

/// <summary>How a model that another library wrote is read as a tower.</summary>
public sealed record ImportedTowerOptions
{
    /// <summary>
    /// The output with the vectors, float <c>[batch, dimensions]</c>. Default: the only one of that type and shape.
    /// </summary>
    public string? Output { get; init; }

    /// <summary>New names of inputs, by the names in the model. Default: they keep theirs.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } =
        new Dictionary<string, string>();

    /// <summary>
    /// The ids of inputs that take rows, by the names in the model: the input then takes raw ids, and the graph looks their
    /// rows up.
    /// </summary>
    public IReadOnlyDictionary<string, InputVocabulary> Vocabularies { get; init; } =
        new Dictionary<string, InputVocabulary>();
}

/// <summary>The ids of an input that takes rows.</summary>
/// <param name="Ids">The ids, all different and none equal to the padding ("" or -1).</param>
/// <param name="Rows">The row of each, <c>[ids]</c>.</param>
/// <param name="UnknownRow">The row that any other id takes, none of <paramref name="Rows"/>.</param>
public sealed record InputVocabulary(IdTable Ids, long[] Rows, long UnknownRow);
