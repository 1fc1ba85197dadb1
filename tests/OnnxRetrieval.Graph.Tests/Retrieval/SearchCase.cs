using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Tests;

namespace OnnxRetrieval.Graph.Tests.Retrieval;

/// <summary>A random catalogue and a random call, with small whole numbers so that scores are exact and often equal.</summary>
public sealed record SearchCase
{
    /// <summary>The id of each row of queries and candidates, and at the end a stranger's: strings or integers.</summary>
    public required Array AllIds { get; init; }
    public required int Dimensions { get; init; }
    public required float[] QueryVectors { get; init; }
    public required float[] CandidateVectors { get; init; }
    public required float[]? Biases { get; init; }
    public required int[] Queries { get; init; }
    public required int[,] Excluded { get; init; }
    public required int K { get; init; }
    public required int? Opset { get; init; }

    public int QueryCount => (QueryVectors.Length / Dimensions) - 1;

    public int CandidateCount => CandidateVectors.Length / Dimensions;

    /// <summary>A query or a candidate that is in no table; as an excluded one, -1 stands for padding.</summary>
    public const int Stranger = 1000;

    public static Arbitrary<SearchCase> Any { get; } =
        (
            from stringIds in Gen.Elements(true, false)
            from dimensions in Gen.Choose(1, 5)
            from queryCount in Gen.Choose(1, 4)
            from candidateCount in Gen.Frequency((4, Gen.Choose(1, 12)), (1, Gen.Choose(13, 300)))
            from queryVectors in Floats((queryCount + 1) * dimensions)
            from candidateVectors in Floats(candidateCount * dimensions)
            from allIds in Ids(stringIds, Math.Max(queryCount, candidateCount) + 1)
            from biases in Gen.OneOf(
                Gen.Constant<float[]?>(null),
                Floats(candidateCount).Select(values => (float[]?)values)
            )
            from batch in Gen.Frequency((5, Gen.Choose(1, 4)), (1, Gen.Choose(5, 70)))
            from queries in Gen.ArrayOf(
                Gen.Frequency((5, Gen.Choose(0, queryCount - 1)), (1, Gen.Constant(Stranger))),
                batch
            )
            from rows in Gen.Elements(1, batch)
            from columns in Gen.Choose(0, candidateCount + 3)
            from excluded in Gen.ArrayOf(
                Gen.Frequency(
                    (8, Gen.Choose(0, candidateCount - 1)),
                    (1, Gen.Constant(-1)),
                    (1, Gen.Constant(Stranger))
                ),
                rows * columns
            )
            from k in Gen.Frequency(
                (9, Gen.Choose(1, candidateCount + 5)),
                (1, Gen.Constant(int.MaxValue))
            )
            from opset in Gen.Elements<int?>(null, null, 13, 15, 17, 18, 19, 20, 21)
            select new SearchCase
            {
                AllIds = allIds,
                Dimensions = dimensions,
                QueryVectors = queryVectors,
                CandidateVectors = candidateVectors,
                Biases = biases,
                Queries = queries,
                Excluded = Table(excluded, rows, columns),
                K = k,
                Opset = opset,
            }
        ).ToArbitrary();

    /// <summary>The ids of rows.</summary>
    public Array Ids(IEnumerable<int> rows) =>
        AllIds is string[] texts
            ? rows.Select(row => IdOf(texts, row, "")).ToArray()
            : rows.Select(row => IdOf((long[])AllIds, row, -1)).ToArray();

    public Array Ids(int[,] rows)
    {
        var ids = Array.CreateInstance(
            AllIds.GetType().GetElementType()!,
            rows.GetLength(0),
            rows.GetLength(1)
        );
        var all = Ids(rows.Cast<int>());
        for (var i = 0; i < all.Length; i++)
        {
            ids.SetValue(all.GetValue(i), i / rows.GetLength(1), i % rows.GetLength(1));
        }
        return ids;
    }

    public IdTable IdTable(int count) =>
        AllIds is string[] texts ? new(texts[..count]) : new(((long[])AllIds)[..count]);

    /// <summary>The best rows of one query by a plain sort, -1 for none, with their scores.</summary>
    public (int Row, float Score)[] Best(int query, Func<int, float> score, int? itself = null)
    {
        var banned = Enumerable
            .Range(0, Excluded.GetLength(1))
            .Select(column => Excluded[Excluded.GetLength(0) == 1 ? 0 : query, column])
            .ToHashSet();
        var count = Math.Min(K, CandidateCount);
        var best = Enumerable
            .Range(0, CandidateCount)
            .Where(row => !banned.Contains(row) && row != itself)
            .Select(row => (Row: row, Score: score(row)))
            .OrderByDescending(hit => hit.Score)
            .ThenBy(hit => hit.Row)
            .Take(count)
            .ToList();
        while (best.Count < count)
        {
            best.Add((-1, float.NegativeInfinity));
        }
        return [.. best];
    }

    public override string ToString() =>
        $"ids [{string.Join(' ', AllIds.Cast<object>())}], {CandidateCount} x {Dimensions} [{string.Join(' ', CandidateVectors)}], "
        + $"queries {string.Join(' ', Queries)} of [{string.Join(' ', QueryVectors)}], biases {(Biases is null ? "none" : string.Join(' ', Biases))}, "
        + $"excluded {Excluded.GetLength(0)} x {Excluded.GetLength(1)} [{string.Join(' ', Excluded.Cast<int>())}], k {K}, opset {Opset}";

    private static T IdOf<T>(T[] ids, int row, T padding) =>
        row switch
        {
            -1 => padding,
            Stranger => ids[^1],
            _ => ids[row],
        };

    private static Gen<Array> Ids(bool stringIds, int count) =>
        stringIds
            ? OddIds.Texts(count).Select(ids => (Array)ids)
            : OddIds.Integers(count).Select(ids => (Array)ids);

    private static Gen<float[]> Floats(int count) =>
        Gen.ArrayOf(Gen.Choose(-2, 2).Select(value => (float)value), count);

    private static int[,] Table(int[] elements, int rows, int columns)
    {
        var table = new int[rows, columns];
        for (var i = 0; i < elements.Length; i++)
        {
            table[i / columns, i % columns] = elements[i];
        }
        return table;
    }
}
