namespace OnnxRetrieval.Training.Data.Sample;

/// <summary>
/// Functions made of the operations that IEEE 754 rounds in one way only. The library's exponential may differ in the
/// last bit between machines, which would be another data set.
/// </summary>
internal static class ExactMath
{
    /// <summary>Roughly e^x, as (1 + x/1024)^1024; for |x| up to some ten.</summary>
    public static double Exponential(double x)
    {
        var power = 1 + (x / 1024);
        for (var squaring = 0; squaring < 10; squaring++)
        {
            power *= power;
        }
        return power;
    }

    /// <summary>Roughly a standard normal number: twelve uniform ones summed (Irwin–Hall).</summary>
    public static double NextNormal(SeededRandom random)
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
        {
            sum += random.NextDouble();
        }
        return sum;
    }
}
