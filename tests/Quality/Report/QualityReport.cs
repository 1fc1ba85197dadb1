using OnnxRetrieval.Quality.Measuring;

namespace OnnxRetrieval.Quality.Report;

/// <summary><c>docs/quality.md</c>: what the defaults reach, and what departing from them does.</summary>
internal static class QualityReport
{
    /// <summary>The whole text.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="selection">The seeds that it was found with.</param>
    /// <param name="machine">What it was measured on, as a sentence's end.</param>
    public static string Of(Findings findings, Selection selection, string machine) =>
        string.Join(
            "\n",
            [
                "# Quality\n",
                "What training reaches with the defaults: no option but the data and the split. `dotnet cake --target=Quality` measures all of it and writes this file; `--sets`, `--seeds` and `--parts` measure parts anew.\n",
                $"Measured on {machine}. Seeds {string.Join(", ", selection.Seeds)}: mean ± standard deviation over them; a seed decides the start of training, and with a random split what is held out. All items compete, but for those in the user's training data. The rivals are fitted anew in the same runs.\n",
                .. findings.Missing.Select(source =>
                    $"Left out, as its data is missing: `{source.Needs}`.\n"
                ),
                "## Beside other recommenders\n",
                .. findings
                    .Goals.GroupBy(found => found.Protocol.Contest)
                    .Select(group => $"### {group.Key.Title}\n\n{Goals(group.Key, [.. group])}"),
                "How far the model is above its strongest rival, in the run of the first seed, with the 95% interval of the bootstrap over users or items: it is better beyond chance where 0 is not within.\n",
                Differences(findings.Goals),
                "## Time\n",
                "From the options to the exported files: reading the data, choosing on the validation set, fitting on all of the training data, exporting; for data with times, the same of the pair of item towers. Other work on the machine shows in the seconds, less in those of the processor, which are of all cores together.\n",
                Times(findings.Goals),
                "## Ablations\n",
                $"NDCG@10 on the **validation** set: of the defaults, and how far they would be above or below it with an option of another value, by the mean over {Counted(selection.AblationSeeds.Count, "seed")}. –: not measured, as it takes hours. Test sets are not read: no default is chosen by a number of the tables above. The thinned sets are cut from what is not in a test set.\n",
                Ablations(findings.Ablations),
            ]
        );

    private static string Goals(Contest contest, IReadOnlyList<GoalFindings> findings)
    {
        var table = new MarkdownTable([
            "data and protocol",
            "metric",
            "defaults",
            .. contest.Rivals.Select(rival => rival.Title),
            "at least",
            "aim",
            "reached",
        ]);
        foreach (var found in findings)
        {
            foreach (var goal in found.Protocol.Goals)
            {
                var model = found.Of(contest.Model, goal.Metric);
                var unit = goal.Of is null ? 1 : found.Of(goal.Of, goal.Metric)?.Mean;
                table.Row([
                    found.Protocol.Title,
                    MetricName(goal.Metric),
                    NumberText.Metric(model),
                    .. contest.Rivals.Select(rival =>
                        NumberText.Metric(found.Of(rival.Key, goal.Metric))
                    ),
                    Wanted(goal.AtLeast, unit, goal.Of),
                    Wanted(goal.Aim, unit, goal.Of),
                    Reached(
                        model?.Mean >= goal.Aim * unit,
                        model?.Mean >= goal.AtLeast * unit,
                        model is not null
                    ),
                ]);
            }
        }
        return table.ToString();
    }

    private static string Wanted(double value, double? unit, string? of) =>
        of is null ? NumberText.Metric(value)
        : unit is { } known
            ? FormattableString.Invariant($"{NumberText.Metric(value * known)} ({value} × {of})")
        : FormattableString.Invariant($"{value} × {of}");

    private static string Reached(bool isAimMet, bool isLeastMet, bool isKnown) =>
        !isKnown ? NumberText.Missing
        : isAimMet ? "aim"
        : isLeastMet ? "at least"
        : "no";

    private static string Differences(IReadOnlyList<GoalFindings> findings)
    {
        var table = new MarkdownTable(
            "data and protocol",
            "metric",
            "users or items",
            "rival",
            "above it",
            "95% interval"
        );
        foreach (var found in findings)
        {
            if (found.Results.Values.FirstOrDefault()?.Contest is not { } first)
            {
                continue;
            }
            foreach (var goal in found.Protocol.Goals)
            {
                var strongest = found
                    .Protocol.Contest.Rivals.Where(rival =>
                        first.Differences.ContainsKey(rival.Key)
                    )
                    .OrderBy(rival => first.Differences[rival.Key][goal.Metric].Mean)
                    .FirstOrDefault();
                if (strongest.Key is null)
                {
                    continue;
                }
                var above = first.Differences[strongest.Key][goal.Metric];
                table.Row(
                    found.Protocol.Title,
                    MetricName(goal.Metric),
                    FormattableString.Invariant($"{first.Queries:N0}"),
                    strongest.Title,
                    NumberText.Above(Spread.Of([above.Mean])),
                    $"{NumberText.Above(Spread.Of([above.Low]))} to {NumberText.Above(Spread.Of([above.High]))}"
                );
            }
        }
        return table.ToString();
    }

    private static string Times(IReadOnlyList<GoalFindings> findings)
    {
        var table = new MarkdownTable(
            "data and protocol",
            "seconds",
            "of the processor",
            "at most",
            "aim",
            "reached"
        );
        // Several contests may be held over trainings with the same options.
        foreach (
            var found in findings.DistinctBy(found => (found.Protocol.Source, found.Protocol.Split))
        )
        {
            var seconds = Spread.Of(found.Results.Values.Select(result => result.Seconds));
            var goal = found.Protocol.Time;
            table.Row(
                found.Protocol.Title,
                NumberText.Seconds(seconds),
                NumberText.Seconds(
                    Spread.Of(found.Results.Values.Select(result => result.ProcessorSeconds))
                ),
                goal is null ? "" : FormattableString.Invariant($"{goal.AtMost}"),
                goal is null ? "" : FormattableString.Invariant($"{goal.Aim}"),
                goal is null
                    ? ""
                    : Reached(
                        seconds?.Mean <= goal.Aim,
                        seconds?.Mean <= goal.AtMost,
                        seconds is not null
                    )
            );
        }
        return table.ToString();
    }

    private static string Ablations(IReadOnlyList<AblationFindings> findings)
    {
        var known = findings.Where(found => found.Defaults is not null).ToList();
        if (known.Count == 0)
        {
            return "None is measured yet.\n";
        }
        var table = new MarkdownTable(["", .. known.Select(found => found.Set.Name)]);
        foreach (var (place, row) in known[0].Rows.Index())
        {
            table.Row([
                place == 0 ? $"**{row.Ablation.Name}**" : $"`{row.Ablation.Name}`",
                .. known.Select(found =>
                    place == 0
                        ? NumberText.Metric(found.Defaults)
                        : NumberText.Above(found.Above(found.Rows[place]))
                ),
            ]);
        }
        return table.ToString() + "\n" + Sets(known);
    }

    private static string Sets(IEnumerable<AblationFindings> findings)
    {
        var table = new MarkdownTable("set", "what it is");
        foreach (var found in findings)
        {
            table.Row(found.Set.Name, found.Set.Title);
        }
        return table.ToString();
    }

    private static string Counted(int count, string what) =>
        count == 1 ? $"one {what}" : $"{count} {what}s";

    private static string MetricName(string metric) =>
        metric.StartsWith("ndcg", StringComparison.Ordinal)
            ? metric.ToUpperInvariant()
            : char.ToUpperInvariant(metric[0]) + metric[1..];
}
