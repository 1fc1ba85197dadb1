using System.Buffers.Binary;
using System.Text;

namespace OnnxRetrieval.Training.Data.Building;

/// <summary>
/// Texts (UTF-8) in the order of their first appearance, with the place of each: an open-addressed hash table that makes
/// no string for a text it has seen. Texts of up to 15 bytes stand in the table itself, so that looking one up costs one
/// access to memory; of longer ones their hash does.
/// </summary>
internal sealed class Utf8Rows
{
    private const int LongestShort = 15;
    private const ulong LongMark = 0xFFUL << 56;
    private readonly List<byte[]> texts = [];
    private Slot[] slots = new Slot[64];

    public int Count => texts.Count;

    /// <summary>The texts as strings, in the order of their first appearance.</summary>
    public string[] ToStrings()
    {
        var strings = new string[texts.Count];
        for (var place = 0; place < strings.Length; place++)
        {
            strings[place] = Encoding.UTF8.GetString(texts[place]);
        }
        return strings;
    }

    /// <summary>The place of a text, which it gets now where it is new.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        var key = KeyOf(text);
        var mask = slots.Length - 1;
        for (var at = key.Start & mask; ; at = (at + 1) & mask)
        {
            ref var slot = ref slots[at];
            if (slot.PlaceAndOne == 0)
            {
                texts.Add(text.ToArray());
                slot = key;
                slot.PlaceAndOne = texts.Count;
                if (texts.Count * 2L > slots.Length)
                {
                    Rehash();
                }
                return texts.Count - 1;
            }
            if (IsIn(slot, key, text))
            {
                return slot.PlaceAndOne - 1;
            }
        }
    }

    /// <summary>The place of a text, or -1 where it is not there.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        var key = KeyOf(text);
        var mask = slots.Length - 1;
        for (var at = key.Start & mask; slots[at].PlaceAndOne > 0; at = (at + 1) & mask)
        {
            if (IsIn(slots[at], key, text))
            {
                return slots[at].PlaceAndOne - 1;
            }
        }
        return -1;
    }

    private bool IsIn(in Slot slot, in Slot key, ReadOnlySpan<byte> text) =>
        slot.Low == key.Low
        && slot.High == key.High
        && (text.Length <= LongestShort || text.SequenceEqual(texts[slot.PlaceAndOne - 1]));

    private void Rehash()
    {
        var old = slots;
        slots = new Slot[checked(old.Length * 2)];
        var mask = slots.Length - 1;
        foreach (var slot in old)
        {
            if (slot.PlaceAndOne > 0)
            {
                var at = slot.Start & mask;
                while (slots[at].PlaceAndOne > 0)
                {
                    at = (at + 1) & mask;
                }
                slots[at] = slot;
            }
        }
    }

    private static Slot KeyOf(ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestShort)
        {
            return new() { Low = Hash(text), High = (uint)text.Length | LongMark };
        }
        // The length in the highest byte tells "a" from "a\0".
        var length = (ulong)text.Length << 56;
        if (text.Length < 8)
        {
            return new() { Low = Tail(text), High = length };
        }
        return new()
        {
            Low = BinaryPrimitives.ReadUInt64LittleEndian(text),
            High = Tail(text[8..]) | length,
        };
    }

    private static ulong Tail(ReadOnlySpan<byte> text)
    {
        var bytes = 0UL;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            bytes = (bytes << 8) | text[i];
        }
        return bytes;
    }

    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        var state = (ulong)text.Length;
        while (text.Length >= 8)
        {
            state = Mix(state ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
            text = text[8..];
        }
        return Mix(state ^ Tail(text));
    }

    private static ulong Mix(ulong value)
    {
        value *= 0x9E3779B97F4A7C15UL;
        return value ^ (value >> 32);
    }

    private struct Slot
    {
        public ulong Low;
        public ulong High;
        public int PlaceAndOne;

        public readonly int Start => (int)(Mix(Low ^ Mix(High)) >> 1) & int.MaxValue;
    }
}
