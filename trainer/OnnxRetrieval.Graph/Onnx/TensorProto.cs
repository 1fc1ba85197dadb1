using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace OnnxRetrieval.Graph.Onnx;

// What the message of the ONNX format has beside its fields: numbers that are too many for a message. Only a file with its
// large tables beside it can hold them.
public sealed partial class TensorProto
{
    /// <summary>The elements, where they are too many for <see cref="RawData"/>; null: they stand there.</summary>
    internal LargeContent? Content { get; private set; }

    /// <summary>The length of its numbers in bytes.</summary>
    public long ByteLength => Content?.Length ?? RawData.Length;

    /// <summary>A tensor without name, type and shape that holds numbers. They are not copied.</summary>
    internal static TensorProto Of<T>(ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        var tensor = new TensorProto();
        tensor.Set(values);
        return tensor;
    }

    /// <summary>Its numbers; none where they are strings, or lie in a file that was not read.</summary>
    /// <typeparam name="T">As wide as its type.</typeparam>
    public ReadOnlySpan<T> Numbers<T>()
        where T : unmanaged =>
        Content is LargeContent<T> large ? large.Values : MemoryMarshal.Cast<byte, T>(RawData.Span);

    /// <summary>Sets its numbers, which are not copied.</summary>
    internal void Set<T>(ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        var isLarge = (long)values.Length * RawBytes.SizeOf<T>() > OnnxFile.MaximumLength;
        Content = isLarge ? new LargeContent<T>(values) : null;
        RawData = isLarge ? ByteString.Empty : RawBytes.Wrap(values);
    }

    /// <summary>Leaves its numbers to a file beside the model.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="offset">Where in it they start.</param>
    internal void PutBeside(string file, long offset)
    {
        DataLocation = Types.DataLocation.External;
        ExternalData.Add(new StringStringEntryProto { Key = "location", Value = file });
        ExternalData.Add(NumberEntry("offset", offset));
        ExternalData.Add(NumberEntry("length", ByteLength));
        Content = null;
        RawData = ByteString.Empty;
    }

    /// <summary>Takes its numbers from another tensor.</summary>
    internal void ShareNumbers(TensorProto other)
    {
        Content = other.Content;
        RawData = other.RawData;
    }

    /// <summary>Writes its numbers, little-endian.</summary>
    internal void WriteNumbersTo(Stream stream)
    {
        if (Content is { } large)
        {
            large.WriteTo(stream);
        }
        else
        {
            stream.Write(RawData.Span);
        }
    }

    /// <summary>Whether it holds the same elements as another of its type.</summary>
    internal bool HasSameElements(TensorProto other) =>
        (Content, other.Content) switch
        {
            (null, null) => RawData.Span.SequenceEqual(other.RawData.Span)
                && StringData.Equals(other.StringData),
            ({ } mine, { } others) => mine.Equals(others),
            _ => false,
        };

    private static StringStringEntryProto NumberEntry(string key, long number) =>
        new() { Key = key, Value = number.ToString(CultureInfo.InvariantCulture) };
}
