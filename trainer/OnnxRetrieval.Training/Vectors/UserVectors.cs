using OnnxRetrieval.Training.Scoring;

namespace OnnxRetrieval.Training.Vectors;

/// <summary>Makes the rows of users, and counts them.</summary>
/// <param name="tower">The tower that makes their vectors.</param>
/// <param name="hasBiases">Whether candidates have biases, by which a last 1 is multiplied.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class UserVectors(TowerRunner tower, bool hasBiases, CancellationToken cancellation)
{
    /// <summary>Users so far.</summary>
    public long Count { get; private set; }

    /// <summary>Users so far who were left out, as the tower knows nothing of them: all would have the same vector.</summary>
    public long Unknown { get; private set; }

    /// <summary>The rows of a batch.</summary>
    public VectorBatch Of(QueryBatch batch)
    {
        cancellation.ThrowIfCancellationRequested();
        var (vectors, known) = tower.Of(batch.Queries);
        var dimensions = vectors.Length / known.Length;
        var ids = QueryIds.Empty(batch.Ids.Integers is not null);
        for (var user = 0; user < known.Length; user++)
        {
            if (!known[user])
            {
                Unknown++;
                continue;
            }
            vectors
                .AsSpan(user * dimensions, dimensions)
                .CopyTo(vectors.AsSpan(ids.Count * dimensions));
            ids.Integers?.Add(batch.Ids.Integers![user]);
            ids.Texts?.Add(batch.Ids.Texts![user]);
        }
        Count += ids.Count;
        var kept = vectors.AsMemory(0, ids.Count * dimensions);
        if (!hasBiases || ids.Count == 0)
        {
            return new(ids, kept, []);
        }
        var ones = new float[ids.Count];
        Array.Fill(ones, 1);
        return new(ids, CandidateVectors.WithLast(kept.Span, ones), []);
    }
}
