namespace OnnxRetrieval.Internals;

/// <summary>
/// The input <c>exclude</c> or <c>candidates</c>, <c>[rows, width]</c>: lists of unequal length, padded with "" or -1.
/// </summary>
internal sealed class IdListsTensor : IDisposable
{
    private readonly TextTensor? texts;
    private readonly NumericTensor<long>? integers;

    // How many texts of each row were set by the last call: setting what is "" already to "" costs a native call each.
    private int[] used = [];

    public IdListsTensor(string name, FeatureType idType)
    {
        if (idType == FeatureType.Text)
        {
            texts = new TextTensor(name);
        }
        else
        {
            integers = new NumericTensor<long>(name);
        }
    }

    public Tensor Tensor => (Tensor?)texts ?? integers!;

    public void Dispose()
    {
        texts?.Dispose();
        integers?.Dispose();
    }

    /// <summary>Sets the lists.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="leastWidth">The least width, where a list of none must not be one of no width.</param>
    /// <returns>Whether the native value is another than before.</returns>
    public bool Fill(IdLists lists, int leastWidth = 0)
    {
        var changed = Reshape(Math.Max(1, lists.Rows), Math.Max(leastWidth, lists.Longest));
        for (var row = 0; row < Tensor.Rows; row++)
        {
            var count = 0;
            if (row >= lists.Rows)
            {
                // No list at all: one empty row.
            }
            else if (texts is not null)
            {
                foreach (var id in lists.TextsOf(row))
                {
                    texts.Set(row * texts.Columns + count++, id);
                }
            }
            else
            {
                var ids = lists.IntegersOf(row);
                ids.CopyTo(integers!.Span.Slice(row * integers.Columns, ids.Length));
                count = ids.Length;
            }
            Pad(row, count);
        }
        return changed;
    }

    /// <summary>Sets the lists from candidates' rows: list <c>i</c> is <c>rows[offsets[i]..offsets[i + 1]]</c>.</summary>
    /// <returns>Whether the native value is another than before.</returns>
    public bool Fill(ReadOnlySpan<int> rows, ReadOnlySpan<int> offsets, CandidateIds ids)
    {
        var longest = 0;
        for (var list = 0; list + 1 < offsets.Length; list++)
        {
            longest = Math.Max(longest, offsets[list + 1] - offsets[list]);
        }
        var changed = Reshape(Math.Max(1, offsets.Length - 1), longest);
        for (var list = 0; list + 1 < offsets.Length; list++)
        {
            var excluded = rows[offsets[list]..offsets[list + 1]];
            var first = list * Tensor.Columns;
            if (texts is not null)
            {
                for (var i = 0; i < excluded.Length; i++)
                {
                    texts.Set(first + i, ids.Utf8At(excluded[i]));
                }
            }
            else
            {
                var span = integers!.Span;
                for (var i = 0; i < excluded.Length; i++)
                {
                    span[first + i] = ids.IntegerAt(excluded[i]);
                }
            }
            Pad(list, excluded.Length);
        }
        return changed;
    }

    /// <summary>
    /// A width that holds the longest list with an eighth of waste at most, so that calls with ever other lengths seldom need
    /// a new native value.
    /// </summary>
    internal static int PaddedWidth(int longest)
    {
        if (longest == 0)
        {
            return 0;
        }
        var step = Math.Max(
            8,
            (int)(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)longest) / 16)
        );
        return (longest + step - 1) / step * step;
    }

    private bool Reshape(int rows, int longest)
    {
        var changed = Tensor.Reshape(rows, PaddedWidth(longest));
        if (changed)
        {
            used = new int[rows];
        }
        return changed;
    }

    private void Pad(int row, int count)
    {
        if (texts is not null)
        {
            for (var i = count; i < used[row]; i++)
            {
                texts.Set(row * texts.Columns + i, "");
            }
            used[row] = count;
        }
        else
        {
            integers!
                .Span[(row * integers.Columns + count)..((row + 1) * integers.Columns)]
                .Fill(-1);
        }
    }
}
