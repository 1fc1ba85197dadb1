using System.Text;
using DuckDB.NET.Native;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>Some rows of an answer as columns in DuckDB's own memory: read in place, not copied.</summary>
internal sealed unsafe class DuckChunk(DuckDBDataChunk chunk, int rows)
{
    /// <summary>The number of rows.</summary>
    public int Rows => rows;

    /// <summary>A BIGINT column.</summary>
    public ReadOnlySpan<long> Integers(int column) => new(Data(column), rows);

    /// <summary>A DOUBLE column.</summary>
    public ReadOnlySpan<double> Numbers(int column) => new(Data(column), rows);

    /// <summary>A VARCHAR column.</summary>
    public Utf8Column Texts(int column) => new((byte*)Data(column));

    /// <summary>Which rows of a column hold a value.</summary>
    public Validity Valid(int column) =>
        new(NativeMethods.Vectors.DuckDBVectorGetValidity(Vector(column)));

    /// <summary>A VARCHAR column as strings; null where there is no value.</summary>
    public string?[] TextColumn(int column)
    {
        var texts = Texts(column);
        var valid = Valid(column);
        var strings = new string?[rows];
        for (var row = 0; row < rows; row++)
        {
            strings[row] = valid[row] ? Encoding.UTF8.GetString(texts[row]) : null;
        }
        return strings;
    }

    private IntPtr Vector(int column) =>
        NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);

    private void* Data(int column) => NativeMethods.Vectors.DuckDBVectorGetData(Vector(column));

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
