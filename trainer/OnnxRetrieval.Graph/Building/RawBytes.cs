using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace OnnxRetrieval.Graph;

/// <summary>The bytes of numbers in memory, as the file holds them, without a copy.</summary>
internal static class RawBytes
{
    /// <summary>Numbers as bytes that a message may hold, less than 2 GiB. The memory must not change before the message is written.</summary>
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
        return UnsafeByteOperations.UnsafeWrap(new Manager<T>(values).Memory);
    }

    /// <summary>The bytes of a number as files hold it.</summary>
    public static int SizeOf<T>()
        where T : unmanaged => Unsafe.SizeOf<T>();

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
