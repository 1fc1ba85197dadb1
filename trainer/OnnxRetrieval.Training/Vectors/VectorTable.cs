using OnnxRetrieval.Training.Scoring;

namespace OnnxRetrieval.Training.Vectors;

/// <summary>Vectors of users or of candidates to be written, with their ids.</summary>
internal sealed record VectorTable
{
    /// <summary>The name of the column of vectors.</summary>
    public const string VectorColumn = "vector";

    /// <summary>What they are of: <c>users</c> or <c>candidates</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the column of ids.</summary>
    public required string IdColumn { get; init; }

    /// <summary>Whether ids are integers.</summary>
    public required bool IdsAreIntegers { get; init; }

    /// <summary>The length of a vector.</summary>
    public required int Dimensions { get; init; }

    /// <summary>The names of columns of text.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The rows in order. To be read once.</summary>
    public required IEnumerable<VectorBatch> Batches { get; init; }
}

/// <summary>Some rows.</summary>
/// <param name="Ids">Their ids, <c>[rows]</c>.</param>
/// <param name="Vectors">Their vectors, <c>[rows, dimensions]</c>.</param>
/// <param name="Columns">The values of each column, <c>[rows]</c>.</param>
internal sealed record VectorBatch(
    QueryIds Ids,
    ReadOnlyMemory<float> Vectors,
    IReadOnlyList<ReadOnlyMemory<string>> Columns
)
{
    /// <summary>The vector of a row.</summary>
    public ReadOnlySpan<float> VectorOf(int row)
    {
        var dimensions = Vectors.Length / Ids.Count;
        return Vectors.Span.Slice(row * dimensions, dimensions);
    }
}
