namespace OnnxRetrieval.Training.Data;

/// <summary>How many interactions are held out.</summary>
internal static class HeldOut
{
    /// <summary>The counts of test and validation, rounded half to even, with at least <paramref name="keep"/> left to train on.</summary>
    public static (int Test, int Valid) Counts(
        int count,
        double testFraction,
        double validFraction,
        int keep
    )
    {
        var free = Math.Max(0, count - keep);
        var test = Math.Min((int)Math.Round(count * testFraction), free);
        var valid = Math.Min((int)Math.Round((count - test) * validFraction), free - test);
        return (test, valid);
    }

    /// <summary>Assigns positions to a part.</summary>
    public static void Mark(ReadOnlySpan<int> positions, Part[] assignment, Part part)
    {
        foreach (var position in positions)
        {
            assignment[position] = part;
        }
    }
}
