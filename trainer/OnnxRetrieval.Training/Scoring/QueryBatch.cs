namespace OnnxRetrieval.Training.Scoring;

/// <summary>Users to score together.</summary>
/// <param name="Ids">Their ids, as the source has them.</param>
/// <param name="Queries">What the model is asked for each, <c>[batch]</c>.</param>
/// <param name="End">The source's row after the last of them.</param>
internal sealed record QueryBatch(QueryIds Ids, Query[] Queries, long End);

/// <summary>Users with their results.</summary>
/// <param name="Ids">Their ids.</param>
/// <param name="Rows">Rows of the candidates, <c>[batch, k]</c>; -1 where there are no more.</param>
/// <param name="Scores">The scores, <c>[batch, k]</c>.</param>
/// <param name="Known">Whether the model knows each, <c>[batch]</c>.</param>
/// <param name="End">The source's row after the last of them.</param>
internal sealed record ScoredBatch(
    QueryIds Ids,
    int[] Rows,
    float[] Scores,
    bool[] Known,
    long End
);

/// <summary>Ids of users: integers where the source's column is one of integers, else texts.</summary>
/// <param name="Integers">The integers; null where ids are texts.</param>
/// <param name="Texts">The texts; null where ids are integers.</param>
internal sealed record QueryIds(List<long>? Integers, List<string>? Texts)
{
    /// <summary>How many.</summary>
    public int Count => Integers?.Count ?? Texts!.Count;

    /// <summary>The id of a user as a query takes it.</summary>
    public FeatureValue this[int user] =>
        Integers is null ? new FeatureValue(Texts![user]) : new FeatureValue(Integers[user]);

    /// <summary>No ids yet.</summary>
    public static QueryIds Empty(bool areIntegers) => areIntegers ? new([], null) : new(null, []);
}
