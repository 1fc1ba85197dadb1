using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Packing;

/// <summary>What to make a retrieval file of, where the towers were trained elsewhere.</summary>
public sealed record PackOptions
{
    /// <summary>The query tower, an ONNX file whose inputs are the query's features.</summary>
    public required string QueryTower { get; init; }

    /// <summary>The tower's output with the vectors; null: the only one that can be.</summary>
    public string? TowerOutput { get; init; }

    /// <summary>New names of the tower's inputs, by their names in the tower.</summary>
    public IReadOnlyDictionary<string, string> InputNames { get; init; } =
        new Dictionary<string, string>();

    /// <summary>
    /// Files or queries with the ids of an input that takes row numbers, in the order of the rows, by the input's name in
    /// the tower: the file then takes raw ids.
    /// </summary>
    public IReadOnlyDictionary<string, string> QueryIds { get; init; } =
        new Dictionary<string, string>();

    /// <summary>
    /// The candidates: a file or a DuckDB query with a column of ids and one of vectors, or a NumPy matrix, whose ids are
    /// then in <see cref="CandidateIds"/>.
    /// </summary>
    public required string Candidates { get; init; }

    /// <summary>The candidates' ids, and columns, where <see cref="Candidates"/> is a NumPy matrix; else null.</summary>
    public string? CandidateIds { get; init; }

    /// <summary>Which columns of the candidates are what.</summary>
    public CandidateColumns Columns { get; init; } = new();

    /// <summary>The file to write.</summary>
    public required string Output { get; init; }

    /// <summary>The model's name, in the metadata; null: the kind of graph.</summary>
    public string? Name { get; init; }

    /// <summary>A fixed number of results, at least 1; null: <c>k</c> and <c>exclude</c> are inputs.</summary>
    public int? BakedK { get; init; }

    /// <summary>Whether there is an input <c>candidates</c> with the only ids to return.</summary>
    public bool CandidatesInput { get; init; }

    /// <summary>How the file searches its candidates, where that pays and finds what an exact search does.</summary>
    public CandidateScan Scan { get; init; }

    /// <summary>How the file stores its large tables.</summary>
    public TableStorage Storage { get; init; }

    /// <summary>Whether large tables are written to a file beside it.</summary>
    public bool ExternalData { get; init; }
}

/// <summary>What a packing came to.</summary>
/// <param name="Path">The file written.</param>
/// <param name="Candidates">How many candidates it has.</param>
/// <param name="Dimensions">The length of a vector.</param>
/// <param name="Features">What a query takes.</param>
/// <param name="Notes">What the user should know.</param>
public sealed record PackReport(
    string Path,
    int Candidates,
    int Dimensions,
    IReadOnlyList<QueryFeature> Features,
    IReadOnlyList<string> Notes
);
