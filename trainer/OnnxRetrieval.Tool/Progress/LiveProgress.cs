using OnnxRetrieval.Training;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Progress;

/// <summary>Stages and fits as bars that move, on a terminal.</summary>
internal sealed class LiveProgress : IProgress<TrainingEvent>
{
    private readonly ProgressContext bars;
    private readonly IAnsiConsole console;
    private ProgressTask? current;
    private string purpose = "";

    private LiveProgress(IAnsiConsole console, ProgressContext bars)
    {
        this.console = console;
        this.bars = bars;
    }

    /// <summary>Runs something and shows its events until it ends.</summary>
    public static TrainingResult Follow(
        IAnsiConsole console,
        Func<IProgress<TrainingEvent>?, TrainingResult> run
    ) =>
        console
            .Progress()
            .AutoClear(false)
            .HideCompleted(false)
            .Columns(
                new SpinnerColumn { CompletedText = "✓" },
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 24 },
                new RemainingTimeColumn(),
                new ElapsedTimeColumn()
            )
            .Start(bars =>
            {
                var progress = new LiveProgress(console, bars);
                var result = run(progress);
                progress.Finish();
                return result;
            });

    public void Report(TrainingEvent value)
    {
        switch (value)
        {
            case StageStarted stage:
                Begin(stage.Stage, steps: 1, indeterminate: true);
                break;
            case DataPrepared prepared:
                foreach (var line in EventText.Of(prepared.Split))
                {
                    console.MarkupLineInterpolated($"  [grey]{line}[/]");
                }
                break;
            case FitStarted fit:
                Begin(fit.Purpose, fit.Epochs, indeterminate: false);
                break;
            case StepsTaken steps when current is not null && steps.Steps > 0:
                current.Value = steps.Epoch - 1 + (double)steps.Step / steps.Steps;
                break;
            case EpochEnded epoch when current is not null:
                current.Value = epoch.Record.Epoch;
                current.Description = Markup.Escape(
                    $"{purpose}  {epoch.Record.Epoch}/{current.MaxValue:0}  {EventText.Of(epoch.Record)}  {EventText.Speed(epoch.InteractionsPerSecond)}"
                );
                break;
            default:
                break;
        }
    }

    private void Begin(string what, int steps, bool indeterminate)
    {
        Finish();
        purpose = what;
        current = bars.AddTask(Markup.Escape(what), maxValue: steps);
        current.IsIndeterminate = indeterminate;
    }

    private void Finish()
    {
        if (current is not null)
        {
            // A fit may stop early: it is done all the same.
            current.IsIndeterminate = false;
            current.Value = current.MaxValue;
            current.StopTask();
        }
    }
}
