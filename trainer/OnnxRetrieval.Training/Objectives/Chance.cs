namespace OnnxRetrieval.Training.Objectives;

/// <summary>Probabilities of sampling.</summary>
internal static class Chance
{
    /// <summary>The chance that a batch drawn from all interactions has at least one of the given number.</summary>
    public static double InBatch(int interactions, int all, int batchSize) =>
        1 - Math.Pow(1 - (double)interactions / all, batchSize);

    /// <summary>The chance of one thing or another that is independent of it.</summary>
    public static double Either(double one, double other) => 1 - (1 - one) * (1 - other);
}
