using System.Buffers;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace OnnxRetrieval.Graph;

/// <summary>The bytes of numbers in memory, as the file holds them, without a copy.</summary>
internal static class RawBytes
{
    /// <summary>Numbers as bytes that a message may hold. The memory must not change before the message is written.</summary>
    /// <exception cref="GraphException">There are more than a message can hold.</exception>
    public static ByteString Wrap<T>(ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException(
                "ONNX files hold little-endian numbers, and this machine's are big-endian."
            );
        }
        if (values.IsEmpty)
        {
            return ByteString.Empty;
        }
        long length = (long)values.Length * Marshal.SizeOf<T>();
        if (typeof(T) == typeof(bool))
        {
            length = values.Length;
        }
        if (length > OnnxFile.MaximumLength)
        {
            throw new GraphException(
                $"A tensor of {length:N0} bytes does not fit into an ONNX file, which ends at {OnnxFile.MaximumLength:N0}."
            );
        }
        return UnsafeByteOperations.UnsafeWrap(new Manager<T>(values).Memory);
    }

    // A view of the same memory with another element type, for which the framework has spans but no Memory.
    private sealed class Manager<T>(ReadOnlyMemory<T> values) : MemoryManager<byte>
        where T : unmanaged
    {
        public override Span<byte> GetSpan()
        {
            var bytes = MemoryMarshal.AsBytes(values.Span);
            return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(bytes), bytes.Length);
        }

        public override MemoryHandle Pin(int elementIndex = 0) =>
            throw new NotSupportedException("Nothing that writes a message pins its memory.");

        public override void Unpin() { }

        protected override void Dispose(bool disposing) { }
    }
}
