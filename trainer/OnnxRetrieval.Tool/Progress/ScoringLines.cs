using OnnxRetrieval.Training.Scoring;

namespace OnnxRetrieval.Tool.Progress;

/// <summary>A line now and then that tells how far a scoring is.</summary>
internal sealed class ScoringLines(TextWriter output, TimeProvider time)
    : IProgress<ScoringProgress>
{
    private static readonly TimeSpan LeastBetween = TimeSpan.FromSeconds(5);
    private long shown = time.GetTimestamp();

    public void Report(ScoringProgress value)
    {
        if (time.GetElapsedTime(shown) < LeastBetween)
        {
            return;
        }
        shown = time.GetTimestamp();
        var left = (value.Users - value.Done) / value.PerSecond;
        output.WriteLine(
            FormattableString.Invariant(
                $"  {value.Done:N0} of {value.Users:N0} users  {EventText.Speed(value.PerSecond)}  {EventText.Duration(left)} left"
            )
        );
    }
}
