namespace OnnxRetrieval.Graph;

/// <summary>How a graph is written, and what its file says about itself.</summary>
public record RetrievalGraphOptions
{
    /// <summary>The model's name, in the metadata. Default: the kind of graph.</summary>
    public string? ModelName { get; init; }

    /// <summary>The model's version, in the metadata. Default: the first 16 hexadecimal digits of a SHA-256 over the model without its metadata.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>When it was trained, in the metadata. Default: not told, so that equal models are equal files.</summary>
    public DateTimeOffset? TrainedAt { get; init; }

    /// <summary>Further metadata by key; see <see cref="RetrievalMetadata"/>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } =
        new Dictionary<string, string>();

    /// <summary>
    /// A fixed number of results, at least 1: the graph then has neither <c>k</c> nor <c>exclude</c> as an input, for hosts
    /// that want the features alone. Default: both are inputs.
    /// </summary>
    public int? BakedK { get; init; }

    /// <summary>
    /// Whether the graph has an input <see cref="RetrievalContract.Candidates"/>, with the only ids to score and return, at a
    /// cost in proportion to their number. Not together with <see cref="BakedK"/>. Default: no.
    /// </summary>
    public bool CandidatesInput { get; init; }

    /// <summary>
    /// How the candidates are found that are scored in full. A graph of items, and one in two passes with fewer candidates
    /// than <see cref="TwoPass.LeastCandidates"/>, is exact whatever is asked for. Default: all are.
    /// </summary>
    public CandidateScan Scan { get; init; }

    /// <summary>The blocks to look into, for <see cref="CandidateScan.Lists"/> alone.</summary>
    public InvertedLists? Lists { get; init; }

    /// <summary>
    /// Whether large tables are written to a file beside the model's, which hosts map into memory, and which may be longer than
    /// 2 GiB. Default: no, the file is all there is.
    /// </summary>
    public bool ExternalData { get; init; }

    /// <summary>The version of the operator set. Default: the lowest that has all operators used.</summary>
    public int? Opset { get; init; }
}
