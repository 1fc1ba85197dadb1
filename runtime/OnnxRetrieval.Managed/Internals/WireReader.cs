namespace OnnxRetrieval.Internals;

/// <summary>
/// Steps over the fields of a protobuf message without its schema. The stream must be seekable; a length that reaches
/// beyond the end throws <see cref="EndOfStreamException"/> before anything is allocated for it.
/// </summary>
internal sealed class WireReader(Stream stream, long end)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private long next;

    /// <summary>The number of the field at hand.</summary>
    public int Field { get; private set; }

    /// <summary>How the field at hand is encoded: 0 varint, 1 eight bytes, 2 counted bytes, 5 four bytes.</summary>
    public int WireType { get; private set; }

    /// <summary>Where the content of the field at hand begins.</summary>
    public long Start { get; private set; }

    /// <summary>The length of the content of the field at hand.</summary>
    public long Length => next - Start;

    /// <summary>Reads the head of the next field; false at the end of the message.</summary>
    /// <exception cref="EndOfStreamException">The message ends within the field.</exception>
    /// <exception cref="InvalidDataException">No field looks like this.</exception>
    public bool Next()
    {
        if (stream.Position >= end)
        {
            return false;
        }
        var tag = ReadVarint();
        WireType = (int)(tag & 7);
        Field = tag >> 3 is > 0 and < (1 << 29)
            ? (int)(tag >> 3)
            : throw new InvalidDataException("A field has no valid number.");
        Start = stream.Position;
        switch (WireType)
        {
            case Varint:
                ReadVarint();
                next = stream.Position;
                break;
            case Fixed64:
                next = Start + 8;
                break;
            case LengthDelimited:
                var length = ReadVarint();
                Start = stream.Position;
                if (length > (ulong)(end - Start))
                {
                    throw new EndOfStreamException();
                }
                next = Start + (long)length;
                break;
            case Fixed32:
                next = Start + 4;
                break;
            default:
                throw new InvalidDataException("A field is of no known encoding.");
        }
        return next <= end ? true : throw new EndOfStreamException();
    }

    /// <summary>The content of the field at hand.</summary>
    public byte[] Bytes()
    {
        stream.Position = Start;
        var bytes = new byte[Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Goes on behind the field at hand.</summary>
    public void Skip() => stream.Position = next;

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var read = stream.Position < end ? stream.ReadByte() : -1;
            if (read < 0)
            {
                throw new EndOfStreamException();
            }
            value |= (ulong)(read & 0x7F) << shift;
            if (read < 0x80)
            {
                return value;
            }
        }
        throw new InvalidDataException("A number is longer than ten bytes.");
    }
}
