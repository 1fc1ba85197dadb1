using System.Buffers.Binary;
using System.Text;

namespace OnnxRetrieval.Training.Data.Building;

/// <summary>
/// Texts (UTF-8) in the order of their first appearance, with the place of each: an open-addressed hash table that makes
/// no string for a text it has seen.
/// </summary>
internal sealed class Utf8Rows
{
    private readonly List<byte[]> texts = [];
    private readonly List<uint> hashes = [];
    private int[] slots = NewSlots(64);

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
        var hash = Hash(text);
        var mask = slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var place = slots[slot];
            if (place < 0)
            {
                slots[slot] = texts.Count;
                texts.Add(text.ToArray());
                hashes.Add(hash);
                if (texts.Count * 2L > slots.Length)
                {
                    Rehash();
                }
                return texts.Count - 1;
            }
            if (hashes[place] == hash && text.SequenceEqual(texts[place]))
            {
                return place;
            }
        }
    }

    private void Rehash()
    {
        slots = NewSlots(checked(slots.Length * 2));
        var mask = slots.Length - 1;
        for (var place = 0; place < hashes.Count; place++)
        {
            var slot = (int)hashes[place] & mask;
            while (slots[slot] >= 0)
            {
                slot = (slot + 1) & mask;
            }
            slots[slot] = place;
        }
    }

    private static uint Hash(ReadOnlySpan<byte> text)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15UL;
        var state = (ulong)text.Length * Multiplier;
        while (text.Length >= 8)
        {
            state = Mix(state ^ BinaryPrimitives.ReadUInt64LittleEndian(text)) * Multiplier;
            text = text[8..];
        }
        var rest = 0UL;
        foreach (var letter in text)
        {
            rest = (rest << 8) | letter;
        }
        return (uint)(Mix(Mix(state ^ rest) * Multiplier) >> 16);
    }

    private static ulong Mix(ulong value) => value ^ (value >> 29);

    private static int[] NewSlots(int length)
    {
        var slots = new int[length];
        Array.Fill(slots, -1);
        return slots;
    }
}
