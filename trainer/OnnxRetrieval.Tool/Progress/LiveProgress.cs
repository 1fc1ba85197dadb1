using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Tuning;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Progress;

/// <summary>Stages and fits as lines that move, on a terminal.</summary>
internal sealed class LiveProgress : IProgress<TrainingEvent>
{
    private const int WideConsole = 120;
    private const int BarWidth = 24;
    private const int LeastPurpose = 28;

    private readonly ProgressContext bars;
    private readonly IAnsiConsole console;
    private readonly int room;
    private ProgressTask? current;
    private string purpose = "";

    private LiveProgress(IAnsiConsole console, ProgressContext bars, int room)
    {
        this.console = console;
        this.bars = bars;
        this.room = room;
    }

    /// <summary>Runs something and shows its events until it ends.</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="hideCompleted">Whether to show only what is under way, where so much is done that a terminal cannot hold it.</param>
    /// <param name="run">What to run.</param>
    public static T Follow<T>(
        IAnsiConsole console,
        bool hideCompleted,
        Func<IProgress<TrainingEvent>?, T> run
    )
    {
        List<ProgressColumn> columns =
        [
            new SpinnerColumn { CompletedText = "✓" },
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new TimeColumn(),
        ];
        // The spinner and the time, with a blank beside each column.
        var others = 1 + TimeColumn.Width + columns.Count;
        if (console.Profile.Width >= WideConsole)
        {
            columns.Insert(2, new ProgressBarColumn { Width = BarWidth });
            others += BarWidth + 1;
        }
        return console
            .Progress()
            .AutoClear(false)
            .HideCompleted(hideCompleted)
            .Columns([.. columns])
            .Start(bars =>
            {
                var progress = new LiveProgress(console, bars, console.Profile.Width - others);
                var result = run(progress);
                progress.Finish();
                return result;
            });
    }

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
            case TrialEnded ended:
                console.MarkupLineInterpolated($"  {EventText.Of(ended)}");
                break;
            case StepsTaken steps when current is not null && steps.Steps > 0:
                current.Value = steps.Epoch - 1 + (double)steps.Step / steps.Steps;
                break;
            case EpochEnded epoch when current is not null:
                current.Value = epoch.Record.Epoch;
                current.Description = OneLine([
                    FormattableString.Invariant($"{epoch.Record.Epoch}/{current.MaxValue:0}"),
                    .. EventText.Parts(epoch.Record),
                    EventText.Speed(epoch.InteractionsPerSecond),
                ]);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// The purpose and as much more as fits: a line that wraps would tear the columns apart. Where there is little room,
    /// the purpose is cut before the numbers.
    /// </summary>
    private string OneLine(IEnumerable<string> numbers)
    {
        var left = room - Math.Min(purpose.Length, LeastPurpose);
        var tail = "";
        foreach (var part in numbers.TakeWhile(part => tail.Length + 2 + part.Length <= left))
        {
            tail += $"  {part}";
        }
        left = Math.Max(1, room - tail.Length);
        var head =
            purpose.Length <= left ? purpose : string.Concat(purpose.AsSpan(0, left - 1), "…");
        return Markup.Escape(head + tail);
    }

    private void Begin(string what, int steps, bool indeterminate)
    {
        Finish();
        purpose = what;
        current = bars.AddTask(OneLine([]), maxValue: steps);
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
