using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime;

namespace OnnxRetrieval.Internals;

/// <summary>
/// The candidates' ids and columns in row order, so that a call needs only row numbers from ONNX Runtime, whose strings cost
/// an allocation each.
/// </summary>
/// <remarks>
/// They are read by asking the graph itself for all candidates, once, at the first use. The other way, reading the file's
/// initializers, would be quicker, but would have to know how a graph stores them (initializers, external data, a
/// LabelEncoder's keys), and would read a file that may have been replaced since the session opened it: wrong titles
/// under right scores. The session cannot disagree with itself. That every row is answered exactly once is checked.
/// </remarks>
internal sealed class CandidateTables
{
    private readonly Dictionary<string, TextTable> columns;

    private CandidateTables(CandidateIds ids, Dictionary<string, TextTable> columns)
    {
        Ids = ids;
        this.columns = columns;
    }

    public CandidateIds Ids { get; }

    public bool TryColumn(string name, [NotNullWhen(true)] out TextTable? column) =>
        columns.TryGetValue(name, out column);

    public TextTable Column(string name) =>
        columns.TryGetValue(name, out var column)
            ? column
            : throw new ArgumentException(
                columns.Count == 0
                    ? $"The model has no column '{name}'; it was exported without columns."
                    : $"The model has no column '{name}'. It has: {string.Join(", ", columns.Keys)}.",
                nameof(name)
            );

    /// <summary>Reads them through a call.</summary>
    /// <exception cref="RetrievalException">The graph does not give every candidate.</exception>
    public static CandidateTables Read(Model model, Call call)
    {
        var signature = model.Signature;
        call.SetUnknownQuery();
        call.Exclusions.Clear();
        call.SetExclusions();
        using var results = call.RunFor(model.CandidateCount, Outputs(signature));
        var places = PlacesOfRows(results[0].GetTensorDataAsSpan<long>(), model.CandidateCount);
        return Read(signature, results, places);
    }

    /// <summary>The ids and columns of one call's results, for a file that never gives all candidates.</summary>
    public static CandidateTables OfResults(
        Signature signature,
        IReadOnlyList<OrtValue> results,
        int count
    ) => Read(signature, results, [.. Enumerable.Range(0, count)]);

    /// <summary>The outputs that tables are read from: the row, the id, and the columns.</summary>
    public static IReadOnlyCollection<string> Outputs(Signature signature) =>
        [Contract.CandidateIndex, Contract.CandidateId, .. signature.Columns];

    private static CandidateTables Read(
        Signature signature,
        IReadOnlyList<OrtValue> results,
        int[] places
    )
    {
        var ids =
            signature.CandidateIdType == FeatureType.Text
                ? new CandidateIds(ReadTexts(results[1], places))
                : new CandidateIds(ReadIntegers(results[1].GetTensorDataAsSpan<long>(), places));
        var columns = new Dictionary<string, TextTable>(StringComparer.Ordinal);
        for (var i = 0; i < signature.Columns.Count; i++)
        {
            columns[signature.Columns[i]] = ReadTexts(results[2 + i], places);
        }
        return new CandidateTables(ids, columns);
    }

    /// <summary>Where in the results each row stands.</summary>
    private static int[] PlacesOfRows(ReadOnlySpan<long> index, int count)
    {
        var places = new int[count];
        places.AsSpan().Fill(-1);
        var found = 0;
        for (var place = 0; place < index.Length; place++)
        {
            var row = index[place];
            if (row >= 0 && row < count && places[row] < 0)
            {
                places[row] = place;
                found++;
            }
        }
        return found == count && index.Length == count
            ? places
            : throw new RetrievalException(
                RetrievalError.NotRetrieval,
                $"The model says that it has {count} candidates, but gives {found} of them in {index.Length} results when asked for all. Export it again."
            );
    }

    private static TextTable ReadTexts(OrtValue texts, int[] places)
    {
        var builder = new TextTable.Builder(places.Length);
        foreach (var place in places)
        {
            builder.Add(texts.GetStringElementAsSpan(place));
        }
        return builder.Build();
    }

    private static long[] ReadIntegers(ReadOnlySpan<long> values, int[] places)
    {
        var integers = new long[places.Length];
        for (var row = 0; row < places.Length; row++)
        {
            integers[row] = values[places[row]];
        }
        return integers;
    }
}
