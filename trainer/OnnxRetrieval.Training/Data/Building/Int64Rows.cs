namespace OnnxRetrieval.Training.Data.Building;

/// <summary>Numbers in the order of their first appearance, with the place of each: an open-addressed hash table.</summary>
internal sealed class Int64Rows
{
    private long[] keys = new long[16];
    private Slot[] slots = new Slot[64];

    public int Count { get; private set; }

    public ReadOnlySpan<long> Keys => keys.AsSpan(0, Count);

    /// <summary>The place of a number, which it gets now where it is new.</summary>
    public int Add(long key)
    {
        var mask = slots.Length - 1;
        for (var at = Start(key, mask); ; at = (at + 1) & mask)
        {
            ref var slot = ref slots[at];
            if (slot.PlaceAndOne == 0)
            {
                slot = new() { Key = key, PlaceAndOne = Count + 1 };
                return Append(key);
            }
            if (slot.Key == key)
            {
                return slot.PlaceAndOne - 1;
            }
        }
    }

    /// <summary>The place of a number, or -1 where it is not there.</summary>
    public int Find(long key)
    {
        var mask = slots.Length - 1;
        for (var at = Start(key, mask); slots[at].PlaceAndOne > 0; at = (at + 1) & mask)
        {
            if (slots[at].Key == key)
            {
                return slots[at].PlaceAndOne - 1;
            }
        }
        return -1;
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
        slots = new Slot[checked(slots.Length * 2)];
        var mask = slots.Length - 1;
        for (var place = 0; place < Count; place++)
        {
            var at = Start(keys[place], mask);
            while (slots[at].PlaceAndOne > 0)
            {
                at = (at + 1) & mask;
            }
            slots[at] = new() { Key = keys[place], PlaceAndOne = place + 1 };
        }
    }

    // Fibonacci hashing: the high bits of a product with 2^64 / golden ratio.
    private static int Start(long key, int mask) =>
        (int)(((ulong)key * 0x9E3779B97F4A7C15UL) >> 32) & mask;

    private struct Slot
    {
        public long Key;
        public int PlaceAndOne;
    }
}
