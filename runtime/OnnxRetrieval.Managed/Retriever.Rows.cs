namespace OnnxRetrieval;

public sealed partial class Retriever
{
    /// <summary>
    /// Computes a batch into the caller's memory, with candidates as rows: for evaluation and for scoring many queries. A
    /// few hundred queries at a time are quickest; queries with exclusion lists of about equal length belong together,
    /// as shorter lists are padded to the longest.
    /// </summary>
    /// <param name="queries">The queries, <c>[batch]</c>.</param>
    /// <param name="k">The number of results for each, at least 1.</param>
    /// <param name="rows">
    /// Receives the candidates' rows, <c>[batch, k]</c>, best first; -1 where there are no more. <see cref="CandidateIds"/>
    /// gives their ids.
    /// </param>
    /// <param name="scores">Receives the scores, <c>[batch, k]</c>; negative infinity where there are no more. Empty: not wanted.</param>
    /// <param name="known">Receives whether each query is known, by its id or its history, <c>[batch]</c>. Empty: not wanted.</param>
    /// <param name="excludedRows">Rows of candidates never to return, one list after the other.</param>
    /// <param name="excludedOffsets">
    /// <c>[batch + 1]</c>: query <c>i</c>'s list is <c>excludedRows[excludedOffsets[i]..excludedOffsets[i + 1]]</c>. Two
    /// offsets with a batch of another size: one list for all queries. Empty: nothing is excluded.
    /// </param>
    /// <exception cref="ArgumentException">A span is too short, an offset or a row is out of range, or a query is empty.</exception>
    /// <exception cref="RetrievalException">A query does not fit the model, or running it failed.</exception>
    /// <exception cref="ObjectDisposedException">The retriever was disposed.</exception>
    public void RetrieveRows(
        ReadOnlySpan<Query> queries,
        int k,
        Span<int> rows,
        Span<float> scores = default,
        Span<bool> known = default,
        ReadOnlySpan<int> excludedRows = default,
        ReadOnlySpan<int> excludedOffsets = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var batch = queries.Length;
        CheckLength(rows.Length, (long)batch * k, nameof(rows), "[batch, k]");
        if (!scores.IsEmpty)
        {
            CheckLength(scores.Length, (long)batch * k, nameof(scores), "[batch, k]");
        }
        if (!known.IsEmpty)
        {
            CheckLength(known.Length, batch, nameof(known), "[batch]");
        }
        CheckExclusions(batch, excludedRows, excludedOffsets);
        if (batch == 0)
        {
            return;
        }
        var call = model.Rent();
        try
        {
            if (excludedRows.IsEmpty)
            {
                call.Exclusions.Clear();
                call.SetExclusions();
            }
            else
            {
                call.SetExclusions(excludedRows, excludedOffsets, Tables(call).Ids);
            }
            call.SetQueries(queries);
            call.Run(k);
            CopyOut(call, k, rows, scores);
            if (!known.IsEmpty)
            {
                call.Known.CopyTo(known);
            }
        }
        finally
        {
            model.Return(call);
        }
    }

    private static void CopyOut(Call call, int k, Span<int> rows, Span<float> scores)
    {
        var count = Math.Min(k, call.Width);
        for (var i = 0; i < call.Known.Length; i++)
        {
            var index = call.Index.Slice(i * call.Width, count);
            var into = rows.Slice(i * k, k);
            for (var j = 0; j < count; j++)
            {
                into[j] = (int)index[j];
            }
            into[count..].Fill(-1);
            if (!scores.IsEmpty)
            {
                var intoScores = scores.Slice(i * k, k);
                call.Score.Slice(i * call.Width, count).CopyTo(intoScores);
                intoScores[count..].Fill(float.NegativeInfinity);
            }
        }
    }

    private void CheckExclusions(
        int batch,
        ReadOnlySpan<int> excludedRows,
        ReadOnlySpan<int> excludedOffsets
    )
    {
        if (excludedOffsets.IsEmpty && excludedRows.IsEmpty)
        {
            return;
        }
        if (excludedOffsets.Length != batch + 1 && excludedOffsets.Length != 2)
        {
            throw new ArgumentException(
                $"There are {excludedOffsets.Length} offsets for {batch} queries; give {batch + 1}, or 2 for one list that all share.",
                nameof(excludedOffsets)
            );
        }
        for (var i = 0; i < excludedOffsets.Length; i++)
        {
            var least = i == 0 ? 0 : excludedOffsets[i - 1];
            if (excludedOffsets[i] < least || excludedOffsets[i] > excludedRows.Length)
            {
                throw new ArgumentException(
                    $"Offset {i} is {excludedOffsets[i]}; offsets must rise from 0 to at most the number of excluded rows, {excludedRows.Length}.",
                    nameof(excludedOffsets)
                );
            }
        }
        foreach (var row in excludedRows)
        {
            if ((uint)row >= (uint)model.CandidateCount)
            {
                throw new ArgumentException(
                    $"Excluded row {row} is none of the model's {model.CandidateCount} candidates.",
                    nameof(excludedRows)
                );
            }
        }
    }

    private static void CheckLength(int length, long wanted, string name, string shape)
    {
        if (length < wanted)
        {
            throw new ArgumentException(
                $"'{name}' holds {length} values; {shape} takes {wanted}.",
                name
            );
        }
    }
}
