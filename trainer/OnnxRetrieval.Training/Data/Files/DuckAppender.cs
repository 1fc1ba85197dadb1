using System.Runtime.CompilerServices;
using DuckDB.NET.Native;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>
/// Adds rows to a table of DuckDB's a chunk at a time, written in place. Rows are in the table once it is disposed or
/// flushed.
/// </summary>
internal sealed unsafe class DuckAppender : IDisposable
{
    /// <summary>Rows of a chunk: DuckDB's own vector size.</summary>
    private const int ChunkRows = 2048;

    private readonly DuckDBAppender appender;
    private readonly DuckDBDataChunk chunk;
    private readonly IntPtr[] vectors;
    private readonly void*[] data;
    private readonly ulong[] listed;
    private int rows;

    public DuckAppender(
        DuckDBNativeConnection connection,
        string table,
        ReadOnlySpan<DuckDBType> types
    )
    {
        if (
            NativeMethods.Appender.DuckDBAppenderCreate(connection, null!, table, out appender)
            != DuckDBState.Success
        )
        {
            throw new InvalidOperationException($"DuckDB has no table '{table}' to append to.");
        }
        vectors = new IntPtr[types.Length];
        data = new void*[types.Length];
        listed = new ulong[types.Length];
        var logical = new DuckDBLogicalType[types.Length];
        for (var column = 0; column < types.Length; column++)
        {
            logical[column] =
                types[column] == DuckDBType.List
                    ? ListOfFloats()
                    : NativeMethods.LogicalType.DuckDBCreateLogicalType(types[column]);
        }
        chunk = NativeMethods.DataChunks.DuckDBCreateDataChunk(
            Array.ConvertAll(logical, type => type.DangerousGetHandle()),
            (ulong)types.Length
        );
        foreach (var type in logical)
        {
            type.Dispose();
        }
        FindVectors();
    }

    /// <summary>Begins the next row, whose columns are then all to be set.</summary>
    public void NextRow()
    {
        if (rows == ChunkRows)
        {
            AppendChunk();
        }
        rows++;
    }

    /// <summary>Sets a column of the row, in the column's own type.</summary>
    public void Set<T>(int column, T value)
        where T : unmanaged => Unsafe.Add(ref Unsafe.AsRef<T>(data[column]), rows - 1) = value;

    /// <summary>Sets a VARCHAR column of the row.</summary>
    public void Set(int column, ReadOnlySpan<byte> utf8)
    {
        fixed (byte* text = utf8)
        {
            NativeMethods.Vectors.DuckDBVectorAssignStringElementLength(
                vectors[column],
                (ulong)(rows - 1),
                text,
                utf8.Length
            );
        }
    }

    /// <summary>Sets a FLOAT[] column of the row.</summary>
    public void Set(int column, ReadOnlySpan<float> list)
    {
        var vector = vectors[column];
        var end = listed[column] + (ulong)list.Length;
        NativeMethods.Vectors.DuckDBListVectorReserve(vector, end);
        NativeMethods.Vectors.DuckDBListVectorSetSize(vector, end);
        var child = NativeMethods.Vectors.DuckDBListVectorGetChild(vector);
        var elements = (float*)NativeMethods.Vectors.DuckDBVectorGetData(child);
        list.CopyTo(new Span<float>(elements + listed[column], list.Length));
        Set(column, new DuckDBListEntry(listed[column], (ulong)list.Length));
        listed[column] = end;
    }

    public void Dispose()
    {
        if (rows > 0)
        {
            AppendChunk();
        }
        chunk.Dispose();
        appender.Dispose();
    }

    private void AppendChunk()
    {
        NativeMethods.DataChunks.DuckDBDataChunkSetSize(chunk, (ulong)rows);
        if (NativeMethods.Appender.DuckDBAppendDataChunk(appender, chunk) != DuckDBState.Success)
        {
            throw new InvalidOperationException("DuckDB refused rows for a table in memory.");
        }
        NativeMethods.DataChunks.DuckDBDataChunkReset(chunk);
        FindVectors();
        rows = 0;
    }

    private static DuckDBLogicalType ListOfFloats()
    {
        using var element = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Float);
        return NativeMethods.LogicalType.DuckDBCreateListType(element);
    }

    private void FindVectors()
    {
        Array.Clear(listed);
        for (var column = 0; column < vectors.Length; column++)
        {
            vectors[column] = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);
            data[column] = NativeMethods.Vectors.DuckDBVectorGetData(vectors[column]);
        }
    }
}
