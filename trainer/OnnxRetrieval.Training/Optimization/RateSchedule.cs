namespace OnnxRetrieval.Training.Optimization;

/// <summary>
/// The learning rate of each step: a rise over the warm-up (Goyal et al., "Accurate, Large Minibatch SGD", 2017), then
/// constant, or a fall to 0 by the last step along half a cosine (Loshchilov and Hutter, "SGDR", ICLR 2017) or a line.
/// </summary>
/// <param name="kind">One of <see cref="Kinds"/>.</param>
/// <param name="rate">The highest rate.</param>
/// <param name="warmupSteps">Steps that the rate rises for, in equal parts from <c>rate / warm-up</c>.</param>
/// <param name="steps">Steps of the whole training.</param>
internal sealed class RateSchedule(string kind, double rate, long warmupSteps, long steps)
{
    /// <summary>The kinds that options may give.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["constant", "cosine", "linear"];

    /// <summary>The rate of a step; the first is 0.</summary>
    public double At(long step)
    {
        if (step < warmupSteps)
        {
            return rate * (step + 1) / warmupSteps;
        }
        var share = (step - warmupSteps) / (double)(steps - warmupSteps);
        return kind switch
        {
            "cosine" => rate / 2 * (1 + Math.Cos(Math.PI * share)),
            "linear" => rate * (1 - share),
            _ => rate,
        };
    }
}
