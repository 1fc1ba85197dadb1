using System.Diagnostics;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Progress;

/// <summary>A line for each thing that happened: for logs, pipes and files.</summary>
internal sealed class PlainProgress(TextWriter output) : IProgress<TrainingEvent>
{
    private readonly Stopwatch sinceFit = new();
    private int epochs;

    public void Report(TrainingEvent value)
    {
        switch (value)
        {
            case StageStarted stage:
                output.WriteLine(stage.Stage);
                break;
            case DataPrepared prepared:
                foreach (var line in EventText.Of(prepared.Split))
                {
                    output.WriteLine($"  {line}");
                }
                break;
            case FitStarted fit:
                output.WriteLine(fit.Purpose);
                epochs = fit.Epochs;
                sinceFit.Restart();
                break;
            case EpochEnded epoch:
                output.WriteLine(
                    $"  epoch {epoch.Record.Epoch}/{epochs}  {EventText.Of(epoch.Record)}  {EventText.Speed(epoch.InteractionsPerSecond)}  {EventText.Duration(epoch.Record.Seconds)}{Left(epoch.Record.Epoch)}"
                );
                break;
            default:
                // Steps are too many for lines, and metrics come as a table at the end.
                break;
        }
    }

    private string Left(int epoch)
    {
        var left = sinceFit.Elapsed.TotalSeconds / epoch * (epochs - epoch);
        // Only where somebody waits for it.
        return left >= 10 ? $"  at most {EventText.Duration(left)} left" : "";
    }
}
