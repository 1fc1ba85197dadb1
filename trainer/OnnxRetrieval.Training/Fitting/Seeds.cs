using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>
/// Seeds for the parts of a run. Every part draws from a generator of its own, so that a resumed run draws what the
/// uninterrupted one would have drawn.
/// </summary>
internal static class Seeds
{
    /// <summary>A seed that depends on the given numbers alone (<see cref="SplitMix64"/> over each).</summary>
    public static int Mix(params ReadOnlySpan<long> parts)
    {
        var state = SplitMix64.Step;
        foreach (var part in parts)
        {
            state = SplitMix64.Mix(state + (ulong)part + SplitMix64.Step);
        }
        return (int)(state & int.MaxValue);
    }
}
