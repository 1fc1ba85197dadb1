using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Tuning;

namespace OnnxRetrieval.Tool.Progress;

/// <summary>A line for each thing that happened, for logs, pipes and files; of quick epochs only some.</summary>
internal sealed class PlainProgress(TextWriter output, TimeProvider time) : IProgress<TrainingEvent>
{
    private static readonly TimeSpan LeastBetweenEpochs = TimeSpan.FromSeconds(2);
    private long fitBegan;
    private long epochShown;
    private int epochsBefore = -1;
    private int epochs;
    private EpochEnded? unshown;

    public void Report(TrainingEvent value)
    {
        switch (value)
        {
            case StepsTaken steps when epochsBefore < 0:
                // A fit may go on from an earlier epoch.
                epochsBefore = steps.Epoch - 1;
                break;
            case StageStarted stage:
                ShowLast();
                output.WriteLine(stage.Stage);
                break;
            case DataPrepared prepared:
                foreach (var line in EventText.Of(prepared.Split))
                {
                    output.WriteLine($"  {line}");
                }
                break;
            case FitStarted fit:
                ShowLast();
                output.WriteLine(fit.Purpose);
                epochs = fit.Epochs;
                fitBegan = time.GetTimestamp();
                epochsBefore = -1;
                break;
            case TrialEnded ended:
                ShowLast();
                output.WriteLine($"  {EventText.Of(ended)}");
                break;
            case EpochEnded epoch
                when epoch.Record.Epoch > 1
                    && epoch.Record.Epoch < epochs
                    && time.GetElapsedTime(epochShown) < LeastBetweenEpochs:
                unshown = epoch;
                break;
            case EpochEnded epoch:
                Show(epoch);
                break;
            default:
                // Steps are too many for lines, and metrics come as a table at the end.
                break;
        }
    }

    private void ShowLast()
    {
        if (unshown is not null)
        {
            Show(unshown);
        }
    }

    private void Show(EpochEnded epoch)
    {
        output.WriteLine(
            $"  epoch {epoch.Record.Epoch}/{epochs}  {EventText.Of(epoch.Record)}  {EventText.Speed(epoch.InteractionsPerSecond)}  {EventText.Duration(epoch.Record.Seconds)}{Left(epoch.Record.Epoch)}"
        );
        epochShown = time.GetTimestamp();
        unshown = null;
    }

    private string Left(int epoch)
    {
        var done = epoch - Math.Max(0, epochsBefore);
        var left = time.GetElapsedTime(fitBegan).TotalSeconds / done * (epochs - epoch);
        // Only where somebody waits for it.
        return left >= 10 ? $"  at most {EventText.Duration(left)} left" : "";
    }
}
