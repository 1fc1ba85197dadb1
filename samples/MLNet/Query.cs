using Microsoft.ML.Data;

namespace OnnxRetrieval.Samples.MLNet;

/// <summary>A row of ML.NET that asks the model: one property for each of its inputs.</summary>
/// <typeparam name="TId">What ids are in the model: <see cref="long"/> or <see cref="string"/>.</typeparam>
internal sealed class Query<TId>
{
    /// <summary>The user's id; -1 or "" for somebody unknown.</summary>
    [ColumnName("user_id"), VectorType(1)]
    public required TId[] User { get; init; }

    /// <summary>What the user met, the latest last, padded with -1 or "".</summary>
    [ColumnName("history"), VectorType(1, Recommender.Places)]
    public required TId[] History { get; init; }

    /// <summary>How many results.</summary>
    [ColumnName("k"), VectorType(1)]
    public required long[] Count { get; init; }

    /// <summary>What never to recommend, padded with -1 or "".</summary>
    [ColumnName("exclude"), VectorType(1, Recommender.Places)]
    public required TId[] Excluded { get; init; }
}
