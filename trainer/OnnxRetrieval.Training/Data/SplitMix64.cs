namespace OnnxRetrieval.Training.Data;

/// <summary>The generator SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), by which seeds are spread and mixed.</summary>
internal static class SplitMix64
{
    /// <summary>What the state grows by: 2^64 over the golden ratio, made odd.</summary>
    public const ulong Step = 0x9E3779B97F4A7C15UL;

    /// <summary>Spreads every bit of a state over all bits of the result.</summary>
    public static ulong Mix(ulong state)
    {
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EBUL;
        return state ^ (state >> 31);
    }
}
