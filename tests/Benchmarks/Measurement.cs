using System.Diagnostics;

namespace OnnxRetrieval.Benchmarks;

/// <summary>What a call costs.</summary>
/// <param name="Microseconds">Time of a call: the least mean of several rounds.</param>
/// <param name="Bytes">Managed memory that a call allocates.</param>
internal sealed record Measurement(double Microseconds, double Bytes)
{
    private const int Rounds = 15;

    /// <summary>
    /// Measures contenders by turns, a round of each after the other, so that a disturbance of the machine meets all of
    /// them; the least of the rounds is the one least disturbed. Each call gets a number that rises, to rotate queries by.
    /// </summary>
    public static Measurement[] ByTurns(params Action<int>[] contenders)
    {
        var calls = contenders.Select(Calibrate).ToArray();
        var best = contenders.Select(_ => double.MaxValue).ToArray();
        var bytes = new double[contenders.Length];
        for (var round = 0; round < Rounds; round++)
        {
            for (var c = 0; c < contenders.Length; c++)
            {
                var allocated = GC.GetAllocatedBytesForCurrentThread();
                var started = Stopwatch.GetTimestamp();
                for (var i = 0; i < calls[c]; i++)
                {
                    contenders[c](i);
                }
                var elapsed = Stopwatch.GetElapsedTime(started).TotalMicroseconds / calls[c];
                best[c] = Math.Min(best[c], elapsed);
                bytes[c] = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / calls[c];
            }
        }
        return [.. best.Zip(bytes, (time, memory) => new Measurement(time, memory))];
    }

    /// <summary>Warms a contender up, and finds how many calls take about 100 ms.</summary>
    private static int Calibrate(Action<int> contender)
    {
        var started = Stopwatch.GetTimestamp();
        var calls = 0;
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(300))
        {
            contender(calls++);
        }
        return Math.Max(1, calls / 3);
    }
}
