using OnnxRetrieval.Training;

namespace MyTrainer;

/// <summary>Writes what happens, a line a stage and an epoch.</summary>
internal sealed class ConsoleProgress : IProgress<TrainingEvent>
{
    public void Report(TrainingEvent value)
    {
        switch (value)
        {
            case StageStarted stage:
                Console.WriteLine(stage.Stage);
                break;
            case FitStarted fit:
                Console.WriteLine(fit.Purpose);
                break;
            case EpochEnded { Record: var epoch }:
                Console.WriteLine($"  epoch {epoch.Epoch}: loss {epoch.Loss:F4}");
                break;
            default:
                break;
        }
    }
}
