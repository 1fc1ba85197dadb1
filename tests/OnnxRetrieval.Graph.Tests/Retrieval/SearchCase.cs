using FsCheck;
using FsCheck.Fluent;

namespace OnnxRetrieval.Graph.Tests.Retrieval;

/// <summary>A random catalogue and a random call, with small whole numbers so that scores are exact and often equal.</summary>
public sealed record SearchCase
{
    public required bool StringIds { get; init; }
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
            from biases in Gen.OneOf(
                Gen.Constant<float[]?>(null),
                Floats(candidateCount).Select(values => (float[]?)values)
            )
            from batch in Gen.Choose(1, 4)
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
            from k in Gen.Choose(1, candidateCount + 5)
            from opset in Gen.Elements<int?>(null, null, 13, 15, 17, 18, 19, 20, 21)
            select new SearchCase
            {
                StringIds = stringIds,
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

    /// <summary>The id of a row; in strings, text beyond ASCII.</summary>
    public Array Ids(IEnumerable<int> rows) =>
        StringIds ? rows.Select(StringId).ToArray() : rows.Select(IntegerId).ToArray();

    public Array Ids(int[,] rows)
    {
        Array ids = StringIds
            ? new string[rows.GetLength(0), rows.GetLength(1)]
            : new long[rows.GetLength(0), rows.GetLength(1)];
        for (var i = 0; i < rows.GetLength(0); i++)
        {
            for (var j = 0; j < rows.GetLength(1); j++)
            {
                ids.SetValue(StringIds ? StringId(rows[i, j]) : IntegerId(rows[i, j]), i, j);
            }
        }
        return ids;
    }

    public IdTable IdTable(int count)
    {
        var rows = Enumerable.Range(0, count);
        return StringIds
            ? new IdTable(rows.Select(StringId).ToArray())
            : new IdTable(rows.Select(IntegerId).ToArray());
    }

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
        $"{(StringIds ? "string" : "int64")} ids, {CandidateCount} x {Dimensions} [{string.Join(' ', CandidateVectors)}], "
        + $"queries {string.Join(' ', Queries)} of [{string.Join(' ', QueryVectors)}], biases {(Biases is null ? "none" : string.Join(' ', Biases))}, "
        + $"excluded {Excluded.GetLength(0)} x {Excluded.GetLength(1)} [{string.Join(' ', Excluded.Cast<int>())}], k {K}, opset {Opset}";

    private static string StringId(int row) => row == -1 ? "" : $"id é🎬 {row}";

    private static long IntegerId(int row) => row == -1 ? -1 : (row - 3L) << 40;

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
