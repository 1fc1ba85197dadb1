using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data;

/// <summary>
/// Cuts a data set into what is learned from, what choices are made on, and what is reported. Seed and data decide it
/// alone; each part keeps the order read.
/// </summary>
public static class Splitter
{
    /// <summary>The kinds of split.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    ["random", "temporal", "leave-last", "given"];

    /// <summary>The kind that is used: as asked, else <c>leave-last</c> where there are times, else <c>random</c>.</summary>
    public static string KindFor(Dataset dataset, SplitOptions options) =>
        options.Kind ?? (dataset.Interactions.Times is null ? "random" : "leave-last");

    /// <summary>Splits at random, by time over all, or by each user's last items.</summary>
    /// <param name="dataset">What to split.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">The run's seed, where the options have none of their own.</param>
    /// <exception cref="InputException">The options cannot be used with the data.</exception>
    public static DataSplit Split(Dataset dataset, SplitOptions options, int seed)
    {
        SplitOptionsCheck.Check(options);
        var kind = KindFor(dataset, options);
        var interactions = dataset.Interactions;
        var notes = new List<string>();
        var assignment = kind switch
        {
            "random" => RandomSplit.Assign(
                interactions,
                dataset.Users.Count,
                options.TestFraction,
                options.ValidFraction,
                options.WithinUser,
                options.Seed ?? seed
            ),
            "temporal" => TemporalSplit.Assign(
                interactions,
                options.TestFraction,
                options.ValidFraction
            ),
            "leave-last" => LeaveLastSplit.Assign(
                interactions,
                dataset.Users.Count,
                options.LeaveLast,
                notes
            ),
            _ => throw new InputException(
                "Split 'given' needs files: --train, and --valid and --test."
            ),
        };
        var train = Pick(interactions, assignment, Part.Train);
        var valid = Pick(interactions, assignment, Part.Valid);
        var test = Pick(interactions, assignment, Part.Test);
        if (train.Count == 0)
        {
            throw new InputException(
                $"Split '{kind}' leaves nothing to train on: {interactions.Count:N0} interactions are too few for it. Lower --test-fraction or --leave-last, or bring more data."
            );
        }
        NoteStrangers(dataset.Users.Count, train, valid, test, notes);
        return new(dataset, train, valid, test, valid.Count > 0, notes);
    }

    /// <summary>A split that the user's files give, its validation part cut from the training part where it is null.</summary>
    /// <param name="dataset">The whole.</param>
    /// <param name="train">What the train files hold.</param>
    /// <param name="valid">What the valid files hold; null where there are none.</param>
    /// <param name="test">What the test files hold.</param>
    /// <param name="carveFraction">Share of the training part to validate on where there are no valid files; 0: none.</param>
    /// <param name="withinUser">Whether that share is drawn within each user.</param>
    /// <param name="seed">Seed of that draw.</param>
    internal static DataSplit Given(
        Dataset dataset,
        Interactions train,
        Interactions? valid,
        Interactions test,
        double carveFraction,
        bool withinUser,
        int seed
    )
    {
        var notes = new List<string>();
        var isCarved = false;
        if (valid is null)
        {
            var assignment = RandomSplit.Assign(
                train,
                dataset.Users.Count,
                0,
                carveFraction,
                withinUser,
                seed
            );
            valid = Pick(train, assignment, Part.Valid);
            train = Pick(train, assignment, Part.Train);
            isCarved = valid.Count > 0;
        }
        if (train.Count == 0)
        {
            throw new InputException("The train files hold no interaction that could be used.");
        }
        NoteStrangers(dataset.Users.Count, train, valid, test, notes);
        NoteOverlap(dataset, train, valid, test, notes);
        return new(dataset, train, valid, test, isCarved, notes);
    }

    private static Interactions Pick(Interactions all, Part[] assignment, Part part)
    {
        var positions = new int[assignment.Count(one => one == part)];
        var next = 0;
        for (var position = 0; position < assignment.Length; position++)
        {
            if (assignment[position] == part)
            {
                positions[next++] = position;
            }
        }
        return positions.Length == all.Count ? all : all.Select(positions);
    }

    private static void NoteStrangers(
        int users,
        Interactions train,
        Interactions valid,
        Interactions test,
        List<string> notes
    )
    {
        var isKnown = new bool[users];
        foreach (var user in train.Users)
        {
            isKnown[user] = true;
        }
        foreach (
            var (part, name) in (ReadOnlySpan<(Interactions, string)>)
                [(valid, "validation"), (test, "test")]
        )
        {
            var strangers = part.Users.Where(user => !isKnown[user]).Distinct().Count();
            if (strangers > 0)
            {
                notes.Add(
                    $"{strangers:N0} users of the {name} set have no training item: the model treats them as unknown users."
                );
            }
        }
    }

    private static void NoteOverlap(
        Dataset dataset,
        Interactions train,
        Interactions valid,
        Interactions test,
        List<string> notes
    )
    {
        var learned = new HashSet<long>();
        AddPairs(learned, train, dataset.Items.Count);
        AddPairs(learned, valid, dataset.Items.Count);
        var repeated = 0;
        for (var i = 0; i < test.Count; i++)
        {
            if (learned.Contains(((long)test.Users[i] * dataset.Items.Count) + test.Items[i]))
            {
                repeated++;
            }
        }
        if (repeated > 0)
        {
            notes.Add(
                $"{repeated:N0} of {test.Count:N0} test interactions stand in the train or valid files too: their items are not recommended again, so they count as missed."
            );
        }
    }

    private static void AddPairs(HashSet<long> pairs, Interactions part, int items)
    {
        for (var i = 0; i < part.Count; i++)
        {
            pairs.Add(((long)part.Users[i] * items) + part.Items[i]);
        }
    }
}
