namespace OnnxRetrieval.Training.Fitting;

/// <summary>
/// Seeds for the parts of a run. Every part draws from a generator of its own, so that a resumed run draws what the
/// uninterrupted one would have drawn.
/// </summary>
internal static class Seeds
{
    /// <summary>A seed that depends on the given numbers alone (SplitMix64's finalizer over each; Steele et al., OOPSLA 2014).</summary>
    public static int Mix(params ReadOnlySpan<long> parts)
    {
        var state = 0x9E3779B97F4A7C15UL;
        foreach (var part in parts)
        {
            state += (ulong)part + 0x9E3779B97F4A7C15UL;
            state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
            state = (state ^ (state >> 27)) * 0x94D049BB133111EBUL;
            state ^= state >> 31;
        }
        return (int)(state & int.MaxValue);
    }
}
