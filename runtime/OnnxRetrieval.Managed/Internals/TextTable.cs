using System.Text;

namespace OnnxRetrieval.Internals;

/// <summary>
/// Many texts in little memory: one block of UTF-8, and strings made when first asked for, then kept. A million titles as
/// strings from the start would be a million objects for the garbage collector to walk, most of them never shown.
/// </summary>
internal sealed class TextTable
{
    private readonly byte[] utf8;

    // Row r is utf8[ends[r - 1]..ends[r]].
    private readonly int[] ends;
    private readonly string?[] made;

    private TextTable(byte[] utf8, int[] ends)
    {
        this.utf8 = utf8;
        this.ends = ends;
        made = new string?[ends.Length];
    }

    public int Count => ends.Length;

    // Two threads may both make the string: either is right, and the loser is collected.
    public string this[int row] => made[row] ??= Encoding.UTF8.GetString(Utf8At(row));

    public ReadOnlySpan<byte> Utf8At(int row)
    {
        var start = row == 0 ? 0 : ends[row - 1];
        return utf8.AsSpan(start, ends[row] - start);
    }

    /// <summary>Collects texts in row order.</summary>
    internal sealed class Builder(int count)
    {
        private readonly int[] ends = new int[count];
        private byte[] utf8 = new byte[16 * count];
        private int length;
        private int rows;

        public void Add(ReadOnlySpan<byte> text)
        {
            var end = checked(length + text.Length);
            if (end > utf8.Length)
            {
                // An ONNX file is under 2 GiB, so its texts fit an array.
                Array.Resize(
                    ref utf8,
                    (int)Math.Min(Array.MaxLength, Math.Max(end, 2L * utf8.Length))
                );
            }
            text.CopyTo(utf8.AsSpan(length));
            length = end;
            ends[rows++] = end;
        }

        public TextTable Build()
        {
            Array.Resize(ref utf8, length);
            return new TextTable(utf8, ends);
        }
    }
}
