using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OnnxRetrieval.Tool.Progress;

/// <summary>The time that a task still takes; where that is unknown, and once it is done, the time that it took.</summary>
internal sealed class TimeColumn : ProgressColumn
{
    /// <summary>Characters of the column: <c>hh:mm:ss</c>.</summary>
    public const int Width = 8;

    private readonly RemainingTimeColumn remaining = new();

    protected override bool NoWrap => true;

    public override IRenderable Render(
        RenderOptions options,
        ProgressTask task,
        TimeSpan deltaTime
    ) =>
        task.IsFinished || task.IsIndeterminate
            ? new Text(Took(task.ElapsedTime ?? TimeSpan.Zero), remaining.Style).RightJustified()
            : remaining.Render(options, task, deltaTime);

    public override int? GetColumnWidth(RenderOptions options) => Width;

    /// <summary>A duration in at most <see cref="Width"/> characters for up to 99 hours; most stages take less than a second.</summary>
    public static string Took(TimeSpan time) =>
        time.TotalSeconds < 99.95
            ? EventText.Duration(time.TotalSeconds)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}"
            );
}
