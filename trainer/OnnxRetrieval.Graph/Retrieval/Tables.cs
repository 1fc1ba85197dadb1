using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxRetrieval.Graph;

/// <summary>Checks and copies of tables of floats.</summary>
internal static class Tables
{
    /// <summary>Refuses a table of another size than told, or with an element that is not finite.</summary>
    /// <param name="table">The table, <c>[rows, columns]</c>.</param>
    /// <param name="rows">How many rows it should have.</param>
    /// <param name="columns">How many columns it should have.</param>
    /// <param name="what">What it holds, for the error.</param>
    /// <param name="ids">The ids of its rows, as far as they have any, for the error.</param>
    /// <exception cref="GraphException">The table is not as told.</exception>
    public static void RequireFinite(
        ReadOnlySpan<float> table,
        int rows,
        int columns,
        string what,
        IdTable ids
    )
    {
        if (columns < 1)
        {
            throw new GraphException(
                $"The {what} have {columns} dimensions: at least 1 is needed."
            );
        }
        if (table.Length != (long)rows * columns)
        {
            throw new GraphException(
                $"The {what} hold {table.Length} numbers, where {rows} rows of {columns} ask for {(long)rows * columns}."
            );
        }
        var position = IndexOfNotFinite(table);
        if (position >= 0)
        {
            var row = position / columns;
            var id = row < ids.Count ? $" (id '{ids[row]}')" : "";
            throw new GraphException(
                $"The {what} hold {table[position]} in row {row}{id}, column {position % columns}: every number must be finite. The training has probably diverged; lower its learning rate."
            );
        }
    }

    /// <summary>The rows of a table, followed by one more.</summary>
    public static float[] WithLastRow(ReadOnlySpan<float> table, ReadOnlySpan<float> row)
    {
        var result = GC.AllocateUninitializedArray<float>(Length(table, row));
        table.CopyTo(result);
        row.CopyTo(result.AsSpan(table.Length));
        return result;
    }

    /// <summary>The table, its last row all zeros: itself where it is so already, else a copy.</summary>
    public static ReadOnlyMemory<float> WithLastRowZero(ReadOnlyMemory<float> table, int columns)
    {
        var last = table.Length - columns;
        // Zeros are told by their bits, so that -0 does not make an equal table another one.
        if (MemoryMarshal.AsBytes(table.Span[last..]).IndexOfAnyExcept((byte)0) < 0)
        {
            return table;
        }
        return WithLastRow(table.Span[..last], new float[columns]);
    }

    /// <summary>Scales each row to length 1. A row of zeros stays one.</summary>
    public static void NormalizeRows(Span<float> table, int columns)
    {
        for (var start = 0; start < table.Length; start += columns)
        {
            var row = table.Slice(start, columns);
            var squares = 0.0;
            foreach (var element in row)
            {
                squares += (double)element * element;
            }
            if (squares > 0)
            {
                var scale = 1 / Math.Sqrt(squares);
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = (float)(row[i] * scale);
                }
            }
        }
    }

    private static int Length(ReadOnlySpan<float> table, ReadOnlySpan<float> row)
    {
        var length = (long)table.Length + row.Length;
        return length <= Array.MaxLength
            ? (int)length
            : throw new GraphException(
                $"A table of {length:N0} numbers does not fit into an ONNX file."
            );
    }

    // Infinite and NaN are the floats whose exponent has all bits set.
    private static int IndexOfNotFinite(ReadOnlySpan<float> table)
    {
        const int exponent = 0x7F800000;
        var bits = MemoryMarshal.Cast<float, int>(table);
        var mask = new Vector<int>(exponent);
        var i = 0;
        for (; i <= bits.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            if (Vector.EqualsAny(new Vector<int>(bits[i..]) & mask, mask))
            {
                break;
            }
        }
        for (; i < bits.Length; i++)
        {
            if ((bits[i] & exponent) == exponent)
            {
                return i;
            }
        }
        return -1;
    }
}
