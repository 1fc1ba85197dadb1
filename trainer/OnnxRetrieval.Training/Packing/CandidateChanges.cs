using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Packing;

/// <summary>Puts candidates that are added, changed and removed together with those that stay.</summary>
/// <remarks>
/// Those that stay keep their order; new ones follow. Of a changed one, what the source does not give stays as it was. A new
/// one without a bias gets the least of all, as nobody has met it yet, and "" in columns that the source does not have.
/// </remarks>
internal sealed class CandidateChanges
{
    private readonly CandidateTable stored;

    // Rows of the stored candidates, with those of the source that replace them, or -1; new ones have -1 and theirs.
    private readonly List<(int Stored, int Given)> rows = [];

    /// <summary>Compares.</summary>
    /// <param name="stored">The candidates of the file.</param>
    /// <param name="given">Those that are added or changed; null: none.</param>
    /// <param name="removed">The ids of those that are removed; unknown ones are ignored.</param>
    /// <exception cref="InputException">Ids are of the wrong type.</exception>
    public CandidateChanges(CandidateTable stored, CandidateRows? given, IdTable? removed)
    {
        this.stored = stored;
        RequireType(given?.Ids);
        var gone = new bool[stored.Count];
        for (var i = 0; i < removed?.Count; i++)
        {
            if (stored.Ids.RowOf(removed[i]) is >= 0 and var row && !gone[row])
            {
                gone[row] = true;
                Removed++;
            }
        }
        var replacements = new int[stored.Count];
        Array.Fill(replacements, -1);
        var added = new List<int>();
        for (var i = 0; i < given?.Ids.Count; i++)
        {
            var row = stored.Ids.RowOf(given.Ids[i]);
            if (row < 0)
            {
                added.Add(i);
            }
            else if (gone[row])
            {
                throw new InputException(
                    $"The candidate '{given.Ids[i]}' is both to be removed and to be changed."
                );
            }
            else
            {
                replacements[row] = i;
                Changed++;
            }
        }
        Added = added.Count;
        for (var row = 0; row < gone.Length; row++)
        {
            if (!gone[row])
            {
                rows.Add((row, replacements[row]));
            }
        }
        rows.AddRange(added.Select(row => (-1, row)));
        if (rows.Count == 0)
        {
            throw new InputException("All candidates would be removed: a file needs at least one.");
        }
    }

    /// <summary>How many candidates are new.</summary>
    public int Added { get; }

    /// <summary>How many were there, and are given anew.</summary>
    public int Changed { get; }

    /// <summary>How many were there, and are no longer.</summary>
    public int Removed { get; }

    /// <summary>The candidates from then on.</summary>
    public CandidateTable Apply(CandidateRows? given)
    {
        var dimensions = stored.Dimensions;
        var vectors = new float[checked(rows.Count * dimensions)];
        for (var row = 0; row < rows.Count; row++)
        {
            var (old, replacement) = rows[row];
            var source =
                replacement >= 0
                    ? given!.Vectors.AsSpan(replacement * dimensions, dimensions)
                    : stored.Vectors.Span.Slice(old * dimensions, dimensions);
            source.CopyTo(vectors.AsSpan(row * dimensions));
        }
        return new CandidateTable(Ids(given), vectors, dimensions)
        {
            Biases = Biases(given) is { } biases ? biases : default(ReadOnlyMemory<float>?),
            Columns = [.. stored.Columns.Select(column => Column(column, given))],
        };
    }

    private IdTable Ids(CandidateRows? given)
    {
        if (!stored.Ids.IsString)
        {
            var integers = stored.Ids.Integers;
            var merged = new long[rows.Count];
            for (var row = 0; row < merged.Length; row++)
            {
                var (old, replacement) = rows[row];
                merged[row] = old >= 0 ? integers[old] : given!.Ids.Integers[replacement];
            }
            return new IdTable(merged);
        }
        return new IdTable([
            .. rows.Select(row => row.Stored >= 0 ? stored.Ids[row.Stored] : given!.Ids[row.Given]),
        ]);
    }

    private float[]? Biases(CandidateRows? given)
    {
        if (stored.Biases is not { } biases)
        {
            return given?.Biases is null
                ? null
                : throw new InputException(
                    "The candidates have a column 'bias', and the model has no biases: leave the column out."
                );
        }
        var least = float.PositiveInfinity;
        foreach (var bias in biases.Span)
        {
            least = Math.Min(least, bias);
        }
        var merged = new float[rows.Count];
        for (var row = 0; row < merged.Length; row++)
        {
            var (old, replacement) = rows[row];
            merged[row] =
                replacement >= 0 && given?.Biases is { } own ? own[replacement]
                : old >= 0 ? biases.Span[old]
                : least;
        }
        return merged;
    }

    private CandidateColumn Column(CandidateColumn column, CandidateRows? given)
    {
        var own = given
            ?.Columns.FirstOrDefault(other =>
                other.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase)
            )
            ?.Values;
        return column with
        {
            Values =
            [
                .. rows.Select(row =>
                    row.Given >= 0 && own is not null ? own[row.Given]
                    : row.Stored >= 0 ? column.Values[row.Stored]
                    : ""
                ),
            ],
        };
    }

    private void RequireType(IdTable? ids)
    {
        if (ids is not null && ids.IsString && !stored.Ids.IsString)
        {
            throw new InputException(
                "The model's candidates have integers as ids, and some of those given have none."
            );
        }
    }
}
