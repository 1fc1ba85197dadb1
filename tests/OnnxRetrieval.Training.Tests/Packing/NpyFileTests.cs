using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using OnnxRetrieval.Training.Packing;
using OnnxRetrieval.Training.Tests.Data;

namespace OnnxRetrieval.Training.Tests.Packing;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Floats_of_all_sizes_are_read(int version)
    {
        float[] values = [1, -2.5f, 3, 0, .25f, 6];

        Holds(values, 3, Write("<f4", "(2, 3)", values, version));
        Holds(
            values,
            2,
            Write("<f8", "(3, 2)", Array.ConvertAll(values, value => (double)value), version)
        );
        Holds(
            values,
            1,
            Write("<f2", "(6, 1)", Array.ConvertAll(values, value => (Half)value), version)
        );
    }

    [Theory]
    [InlineData("<i8", "(1, 2)", "numpy.float32")]
    [InlineData("<f4", "(2,)", "no matrix")]
    [InlineData("<f4", "(2, 9)", "cut short")]
    public void What_is_no_matrix_of_floats_is_told(string type, string shape, string message)
    {
        var error = Assert.Throws<InputException>(() =>
            NpyFile.Read(Write(type, shape, new long[] { 1, 2 }))
        );

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_file_is_told()
    {
        var error = Assert.Throws<InputException>(() =>
            NpyFile.Read(folder.Write("matrix.npy", "1,2\n3,4\n5,6\n"))
        );

        Assert.Contains("no NumPy file", error.Message, StringComparison.Ordinal);
    }

    private static void Holds(float[] values, int columns, string path)
    {
        var read = NpyFile.Read(path);
        Assert.Equal(values, read.Values);
        Assert.Equal(columns, read.Columns);
    }

    private string Write<T>(string type, string shape, T[] values, int version = 1)
        where T : unmanaged
    {
        var header = Encoding.ASCII.GetBytes(
            $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n"
        );
        var length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
        }
        return folder.Write(
            "matrix.npy",
            [
                0x93,
                .. "NUMPY"u8,
                (byte)version,
                0,
                .. length,
                .. header,
                .. MemoryMarshal.AsBytes(values.AsSpan()),
            ]
        );
    }
}
