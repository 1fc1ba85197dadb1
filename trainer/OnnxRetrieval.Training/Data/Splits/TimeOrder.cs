namespace OnnxRetrieval.Training.Data;

/// <summary>Orders positions by time, those of equal time by the order read.</summary>
internal static class TimeOrder
{
    private const int DigitBits = 16;

    /// <summary>Sorts some positions, such as those of one user.</summary>
    public static void Sort(Span<int> positions, long[] times) =>
        positions.Sort(
            (a, b) =>
            {
                var byTime = times[a].CompareTo(times[b]);
                return byTime != 0 ? byTime : a.CompareTo(b);
            }
        );

    /// <summary>All positions in order: a radix sort from the lowest digit up, which keeps the order of equals.</summary>
    public static int[] Of(long[] times)
    {
        var order = new int[times.Length];
        for (var position = 0; position < order.Length; position++)
        {
            order[position] = position;
        }
        if (times.Length == 0)
        {
            return order;
        }
        var first = times.Min();
        var span = (ulong)times.Max() - (ulong)first;
        var next = new int[times.Length];
        for (var shift = 0; shift < 64 && (span >> shift) > 0; shift += DigitBits)
        {
            var starts = new int[(1 << DigitBits) + 1];
            foreach (var time in times)
            {
                starts[Digit(time, first, shift) + 1]++;
            }
            for (var digit = 0; digit < 1 << DigitBits; digit++)
            {
                starts[digit + 1] += starts[digit];
            }
            foreach (var position in order)
            {
                next[starts[Digit(times[position], first, shift)]++] = position;
            }
            (order, next) = (next, order);
        }
        return order;
    }

    private static int Digit(long time, long first, int shift) =>
        (int)(((ulong)time - (ulong)first) >> shift) & ((1 << DigitBits) - 1);
}
