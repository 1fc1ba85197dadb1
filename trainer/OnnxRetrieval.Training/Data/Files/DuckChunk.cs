using System.Text;
using DuckDB.NET.Native;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>Some rows of an answer as columns in DuckDB's own memory: read in place, not copied.</summary>
internal sealed unsafe class DuckChunk
{
    // Asked for once a chunk: each is a call into DuckDB.
    private readonly IntPtr[] vectors;
    private readonly void*[] data;
    private readonly ulong*[] masks;

    public DuckChunk(DuckDBDataChunk chunk, int rows)
    {
        Rows = rows;
        var columns = (int)NativeMethods.DataChunks.DuckDBDataChunkGetColumnCount(chunk);
        vectors = new IntPtr[columns];
        data = new void*[columns];
        masks = new ulong*[columns];
        for (var column = 0; column < columns; column++)
        {
            var vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);
            vectors[column] = vector;
            data[column] = NativeMethods.Vectors.DuckDBVectorGetData(vector);
            masks[column] = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        }
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>A BIGINT column.</summary>
    public ReadOnlySpan<long> Integers(int column) => new(data[column], Rows);

    /// <summary>A DOUBLE column.</summary>
    public ReadOnlySpan<double> Numbers(int column) => new(data[column], Rows);

    /// <summary>A column of FLOAT arrays of one length, one after the other; of rows without a value they are anything.</summary>
    public ReadOnlySpan<float> FloatArrays(int column, int length) =>
        new(
            NativeMethods.Vectors.DuckDBVectorGetData(
                NativeMethods.Vectors.DuckDBArrayVectorGetChild(vectors[column])
            ),
            Rows * length
        );

    /// <summary>A VARCHAR column.</summary>
    public Utf8Column Texts(int column) => new((byte*)data[column]);

    /// <summary>Which rows of a column hold a value.</summary>
    public Validity Valid(int column) => new(masks[column]);

    /// <summary>A VARCHAR column as strings; null where there is no value.</summary>
    public string?[] TextColumn(int column)
    {
        var texts = Texts(column);
        var valid = Valid(column);
        var strings = new string?[Rows];
        for (var row = 0; row < Rows; row++)
        {
            strings[row] = valid[row] ? Encoding.UTF8.GetString(texts[row]) : null;
        }
        return strings;
    }

    /// <summary>DuckDB's bit mask of the rows that hold a value; absent where all do.</summary>
    public readonly struct Validity(ulong* mask)
    {
        public bool this[int row] => mask is null || ((mask[row >> 6] >> (row & 63)) & 1) != 0;
    }

    /// <summary>
    /// DuckDB's strings: 16 bytes each, the length first; up to 12 bytes follow in place, longer ones are pointed to.
    /// </summary>
    public readonly struct Utf8Column(byte* data)
    {
        public ReadOnlySpan<byte> this[int row]
        {
            get
            {
                var text = data + (row * 16L);
                var length = *(int*)text;
                return new(length <= 12 ? text + 4 : *(byte**)(text + 8), length);
            }
        }
    }
}
