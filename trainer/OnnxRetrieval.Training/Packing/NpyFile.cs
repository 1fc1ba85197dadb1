using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace OnnxRetrieval.Training.Packing;

/// <summary>
/// Reads and writes a matrix as NumPy saves it (<c>numpy.save</c>, format versions 1 to 3): floats of 16, 32 or 64 bits,
/// little-endian, row after row.
/// </summary>
internal static partial class NpyFile
{
    /// <summary>Whether a file is named as one.</summary>
    public static bool IsOne(string path) =>
        Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a matrix.</summary>
    /// <returns>Its elements, and the number of columns.</returns>
    /// <exception cref="InputException">It is none, or not of floats.</exception>
    public static (float[] Values, int Columns) Read(string path)
    {
        using var file = File.OpenRead(path);
        var (type, rows, columns) = ReadHeader(file, path);
        var values = new float[checked((int)(rows * columns))];
        switch (type)
        {
            case "<f4":
                Fill(file, MemoryMarshal.AsBytes(values.AsSpan()), path);
                break;
            case "<f2":
                Convert<Half>(file, values, path, half => (float)half);
                break;
            case "<f8":
                Convert<double>(file, values, path, number => (float)number);
                break;
            default:
                throw Refuse(
                    path,
                    $"holds numbers of type '{type}', not floats of 16, 32 or 64 bits: save it with .astype(numpy.float32)"
                );
        }
        return (values, columns);
    }

    /// <summary>Begins a new file of 32-bit floats.</summary>
    public static NpyWriter Create(string path, int columns) => new(path, columns);

    private static (string Type, long Rows, int Columns) ReadHeader(Stream file, string path)
    {
        Span<byte> start = stackalloc byte[12];
        if (
            file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length
            || start[0] != 0x93
            || !start[1..6].SequenceEqual("NUMPY"u8)
        )
        {
            throw Refuse(path, "is no NumPy file");
        }
        var isFirstVersion = start[6] == 1;
        var length = isFirstVersion
            ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
            : (int)BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        file.Position = isFirstVersion ? 10 : 12;
        if (length is < 0 or > 1 << 20)
        {
            throw Refuse(path, "is no sound NumPy file");
        }
        var header = new byte[length];
        Fill(file, header, path);
        var text = Encoding.UTF8.GetString(header);
        if (
            HeaderType().Match(text) is not { Success: true } type
            || HeaderShape().Match(text) is not { Success: true } shape
        )
        {
            throw Refuse(path, "holds no matrix, with 2 dimensions");
        }
        if (!text.Contains("'fortran_order': False", StringComparison.Ordinal))
        {
            throw Refuse(
                path,
                "holds a matrix column after column: save it with numpy.ascontiguousarray"
            );
        }
        return (
            type.Groups[1].Value,
            long.Parse(shape.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(shape.Groups[2].ValueSpan, CultureInfo.InvariantCulture)
        );
    }

    private static void Convert<T>(Stream file, float[] values, string path, Func<T, float> convert)
        where T : unmanaged
    {
        var buffer = new T[Math.Min(values.Length, 1 << 16)];
        for (var done = 0; done < values.Length; )
        {
            var part = buffer.AsSpan(0, Math.Min(buffer.Length, values.Length - done));
            Fill(file, MemoryMarshal.AsBytes(part), path);
            foreach (var number in part)
            {
                values[done++] = convert(number);
            }
        }
    }

    private static void Fill(Stream file, Span<byte> bytes, string path)
    {
        if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw Refuse(path, "is cut short");
        }
    }

    private static InputException Refuse(string path, string why) => new($"'{path}' {why}.");

    [GeneratedRegex(@"'descr': '([^']+)'")]
    private static partial Regex HeaderType();

    [GeneratedRegex(@"'shape': \((\d+), (\d+)\)")]
    private static partial Regex HeaderShape();
}
