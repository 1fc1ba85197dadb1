using System.Runtime.InteropServices;

namespace OnnxRetrieval.Graph.Onnx;

/// <summary>The elements of a tensor that are more than a message can hold: 2 GiB or more.</summary>
internal abstract class LargeContent
{
    /// <summary>Their length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Writes them, little-endian.</summary>
    public abstract void WriteTo(Stream stream);

    /// <summary>Whether another content is the same.</summary>
    public abstract bool Equals(LargeContent other);
}

/// <summary>Numbers in memory, which must not change before they are written.</summary>
/// <param name="values">The numbers.</param>
internal sealed class LargeContent<T>(ReadOnlyMemory<T> values) : LargeContent
    where T : unmanaged
{
    private const int ElementsAtOnce = 1 << 20;

    public ReadOnlySpan<T> Values => values.Span;

    public override long Length => (long)values.Length * RawBytes.SizeOf<T>();

    public override void WriteTo(Stream stream)
    {
        for (var start = 0; start < values.Length; start += ElementsAtOnce)
        {
            var count = Math.Min(ElementsAtOnce, values.Length - start);
            stream.Write(MemoryMarshal.AsBytes(values.Span.Slice(start, count)));
        }
    }

    public override bool Equals(LargeContent other) =>
        other is LargeContent<T> numbers && Values.SequenceEqual(numbers.Values);
}
