using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace OnnxRetrieval.Training.Packing;

/// <summary>Writes a matrix of 32-bit floats as NumPy saves it, format version 1, a few rows at a time.</summary>
internal sealed class NpyWriter : IDisposable
{
    // A multiple of 64, as NumPy aligns it, with room for any number of rows.
    private const int HeaderBytes = 128;
    private static readonly byte[] start = [0x93, .. "NUMPY"u8, 1, 0];

    private readonly FileStream file;
    private readonly int columns;

    /// <summary>Begins a new file.</summary>
    public NpyWriter(string path, int columns)
    {
        this.columns = columns;
        file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(new byte[HeaderBytes]);
    }

    /// <summary>Adds rows.</summary>
    /// <param name="rows">Their elements, <c>[rows, columns]</c>.</param>
    public void Add(ReadOnlySpan<float> rows) => file.Write(MemoryMarshal.AsBytes(rows));

    /// <summary>Writes how many rows there are. Without it the file is none.</summary>
    public void Finish()
    {
        var rows = (file.Length - HeaderBytes) / sizeof(float) / columns;
        var header = new byte[HeaderBytes];
        start.CopyTo(header, 0);
        var text = header.AsSpan(start.Length + sizeof(ushort));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(start.Length), (ushort)text.Length);
        text.Fill((byte)' ');
        _ = Encoding.ASCII.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}"
            ),
            text
        );
        text[^1] = (byte)'\n';
        file.Position = 0;
        file.Write(header);
    }

    public void Dispose() => file.Dispose();
}
