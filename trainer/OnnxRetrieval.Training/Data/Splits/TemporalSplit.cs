namespace OnnxRetrieval.Training.Data;

/// <summary>By time over all: the newest are the test, those before them the validation. Among equal times the last read are newer.</summary>
internal static class TemporalSplit
{
    public static Part[] Assign(
        Interactions interactions,
        double testFraction,
        double validFraction
    )
    {
        if (interactions.Times is null)
        {
            throw new InputException(
                "Split 'temporal' needs times, and the interactions have none. Name their column with --time, or use --split random."
            );
        }
        var positions = TimeOrder.Of(interactions.Times);
        var (test, valid) = HeldOut.Counts(positions.Length, testFraction, validFraction, 0);
        var assignment = new Part[interactions.Count];
        HeldOut.Mark(positions.AsSpan(^test..), assignment, Part.Test);
        HeldOut.Mark(
            positions.AsSpan(positions.Length - test - valid, valid),
            assignment,
            Part.Valid
        );
        return assignment;
    }
}
