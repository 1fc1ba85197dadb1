using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Scoring;

namespace OnnxRetrieval.Training.Vectors;

/// <summary>The users that a model knows by their ids.</summary>
internal static class KnownUsers
{
    /// <summary>Their ids; null: the model takes no id, or tells of none.</summary>
    /// <param name="stored">The model.</param>
    /// <param name="info">What its tower takes.</param>
    public static IdTable? Of(StoredRetrieval stored, RetrieverInfo info) =>
        info.QueryFeatures.FirstOrDefault(feature => feature.Role == FeatureRole.Id) is { } id
            ? stored.Vocabulary(id.Name)
            : null;

    /// <summary>Each as a query of its id alone.</summary>
    /// <param name="ids">Their ids.</param>
    /// <param name="size">How many make a batch.</param>
    public static IEnumerable<QueryBatch> Batches(IdTable ids, int size)
    {
        for (var from = 0; from < ids.Count; from += size)
        {
            var count = Math.Min(size, ids.Count - from);
            yield return ids.IsString
                ? new(
                    new QueryIds(null, [.. ids.Strings.Slice(from, count)]),
                    [.. ids.Strings.Slice(from, count).ToArray().Select(id => new Query(id))],
                    from + count
                )
                : new(
                    new QueryIds([.. ids.Integers.Slice(from, count)], null),
                    [.. ids.Integers.Slice(from, count).ToArray().Select(id => new Query(id))],
                    from + count
                );
        }
    }
}
