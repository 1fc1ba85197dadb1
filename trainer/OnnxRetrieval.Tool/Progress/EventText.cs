using System.Globalization;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Tuning;

namespace OnnxRetrieval.Tool.Progress;

/// <summary>Events in words and numbers, the same on a terminal and in a log.</summary>
internal static class EventText
{
    // The validation metrics that are followed while training: more would not fit a line.
    private static readonly string[] Followed = ["ndcg@10", "recall@20"];

    /// <summary>How much was read, how it is split, and what of it was dropped.</summary>
    public static IReadOnlyList<string> Of(DataSplit split)
    {
        var data = split.Dataset;
        var report = data.Report;
        var lines = new List<string>
        {
            Text(
                $"{data.Name}: {data.Interactions.Count:N0} interactions of {data.Users.Count:N0} users with {data.Items.Count:N0} items"
            ),
            Text(
                $"train {split.Train.Count:N0}, validation {split.Valid.Count:N0}, test {split.Test.Count:N0}"
            ),
        };
        Dropped(report.MissingFields, "with a missing field");
        Dropped(report.NotFinite, "whose rating is not a number");
        Dropped(report.Duplicates, "repeated later for the same user and item");
        lines.AddRange(report.Notes.Select(note => $"note: {note}"));
        lines.AddRange(split.Notes.Select(note => $"note: {note}"));
        return lines;

        void Dropped(long count, string what)
        {
            if (count > 0)
            {
                lines.Add(Text($"note: left out {count:N0} of {report.RowsRead:N0} rows {what}"));
            }
        }
    }

    /// <summary>How a trial stands, beside the best.</summary>
    public static string Of(TrialEnded ended)
    {
        var (trial, best) = (ended.Trial, ended.Best);
        var head = Text($"trial {trial.Number}, epoch {trial.History.Count}: ");
        return trial.Error is { } error ? head + error
            : trial.Number == best.Number
                ? head + Text($"ndcg@10 {trial.Metric:0.0000}, the best so far")
            : head
                + Text(
                    $"ndcg@10 {trial.Rungs[^1].Metric:0.0000}; best: {best.Metric:0.0000} of trial {best.Number}"
                );
    }

    /// <summary>Loss and validation metrics of an epoch.</summary>
    public static string Of(EpochRecord record) => string.Join("  ", Parts(record));

    /// <summary>The same one by one, the most telling first.</summary>
    public static IEnumerable<string> Parts(EpochRecord record)
    {
        yield return Text($"loss {record.Loss:0.0000}");
        foreach (var name in Followed)
        {
            if (record.Metrics.TryGetValue(name, out var value))
            {
                yield return Text($"{name} {value:0.0000}");
            }
        }
        if (record.ValidLoss is { } valid)
        {
            yield return Text($"val loss {valid:0.0000}");
        }
    }

    /// <summary>A speed such as <c>1.2M/s</c>.</summary>
    public static string Speed(double perSecond) =>
        perSecond >= 999_500 ? Text($"{perSecond / 1e6:0.0}M/s")
        : perSecond >= 1_000 ? Text($"{perSecond / 1e3:0}k/s")
        : Text($"{perSecond:0}/s");

    /// <summary>A duration such as <c>3.1 s</c> or <c>2:05 min</c>.</summary>
    public static string Duration(double seconds) =>
        seconds < 99.95
            ? Text($"{seconds:0.0} s")
            : Text($"{(int)(seconds / 60)}:{(int)seconds % 60:00} min");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
