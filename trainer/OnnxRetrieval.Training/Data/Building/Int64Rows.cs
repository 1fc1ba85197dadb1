namespace OnnxRetrieval.Training.Data.Building;

/// <summary>Numbers in the order of their first appearance, with the place of each: an open-addressed hash table.</summary>
internal sealed class Int64Rows
{
    private long[] keys = new long[16];
    private int[] slots = NewSlots(64);

    public int Count { get; private set; }

    public ReadOnlySpan<long> Keys => keys.AsSpan(0, Count);

    /// <summary>The place of a number, which it gets now where it is new.</summary>
    public int Add(long key)
    {
        var mask = slots.Length - 1;
        for (var slot = Slot(key, mask); ; slot = (slot + 1) & mask)
        {
            var place = slots[slot];
            if (place < 0)
            {
                slots[slot] = Count;
                return Append(key);
            }
            if (keys[place] == key)
            {
                return place;
            }
        }
    }

    private int Append(long key)
    {
        if (Count == keys.Length)
        {
            Array.Resize(ref keys, checked(keys.Length * 2));
        }
        keys[Count++] = key;
        if (Count * 2L > slots.Length)
        {
            Rehash();
        }
        return Count - 1;
    }

    private void Rehash()
    {
        slots = NewSlots(checked(slots.Length * 2));
        var mask = slots.Length - 1;
        for (var place = 0; place < Count; place++)
        {
            var slot = Slot(keys[place], mask);
            while (slots[slot] >= 0)
            {
                slot = (slot + 1) & mask;
            }
            slots[slot] = place;
        }
    }

    // Fibonacci hashing: the high bits of a product with 2^64 / golden ratio.
    private static int Slot(long key, int mask) =>
        (int)(((ulong)key * 0x9E3779B97F4A7C15UL) >> 32) & mask;

    private static int[] NewSlots(int length)
    {
        var slots = new int[length];
        Array.Fill(slots, -1);
        return slots;
    }
}
