namespace OnnxRetrieval.Training.Data;

/// <summary>Orders positions by time, those of equal time by the order read.</summary>
internal static class TimeOrder
{
    public static void Sort(Span<int> positions, long[] times) =>
        positions.Sort(
            (a, b) =>
            {
                var byTime = times[a].CompareTo(times[b]);
                return byTime != 0 ? byTime : a.CompareTo(b);
            }
        );
}
