namespace OnnxRetrieval.Training.Data.Building;

/// <summary>Puts together what was read: vocabularies over all parts, duplicates resolved, candidates joined.</summary>
internal sealed class DatasetBuilder(string name)
{
    private readonly List<InteractionBuffer> parts = [];
    private readonly List<string> notes = [];
    private CandidateTable candidates = new([], []);
    private int? metItems;

    public IdBuilder Users { get; } = new();

    public IdBuilder Items { get; } = new();

    /// <summary>A remark for the user.</summary>
    public void Note(string note) => notes.Add(note);

    /// <summary>Begins a part (train, valid, test, or all there is).</summary>
    public InteractionBuffer AddPart(bool hasRatings, bool hasTimes)
    {
        if (metItems is not null)
        {
            throw new InvalidOperationException("Interactions come before candidates.");
        }
        var part = new InteractionBuffer(Users, Items, hasRatings, hasTimes);
        parts.Add(part);
        return part;
    }

    /// <summary>Ends the interactions: items numbered from here on are those that nobody met.</summary>
    public void EndInteractions() => metItems = Items.Count;

    /// <summary>Sets what is known of the candidates.</summary>
    public void SetCandidates(CandidateTable table) => candidates = table;

    /// <summary>The data set, and its parts in the order added.</summary>
    public (Dataset Dataset, IReadOnlyList<Interactions> Parts) Finish()
    {
        var met = metItems ?? Items.Count;
        var (users, userRows) = Users.Finish(Users.Count);
        var (items, itemRows) = Items.Finish(met);
        var finished = new List<Interactions>(parts.Count);
        foreach (var part in parts)
        {
            finished.Add(part.Finish(userRows, itemRows));
        }
        var all = finished.Count == 1 ? finished[0] : Concat(finished);
        var columns = JoinCandidates(itemRows, met);
        var report = new DataReport
        {
            RowsRead = parts.Sum(part => part.RowsRead),
            MissingFields = parts.Sum(part => part.MissingFields),
            NotFinite = parts.Sum(part => part.NotFinite),
            Duplicates = parts.Sum(part => part.Duplicates),
            Notes = notes,
        };
        var fingerprint = Fingerprint.Of(users, items, finished, columns);
        return (new(name, users, items, all, columns, report, fingerprint), finished);
    }

    private List<ItemColumn> JoinCandidates(int[] itemRows, int met)
    {
        var columns = new List<ItemColumn>(candidates.Columns.Count);
        foreach (var column in candidates.Columns)
        {
            var values = new string[itemRows.Length];
            Array.Fill(values, "");
            for (var row = 0; row < candidates.Items.Count; row++)
            {
                values[itemRows[candidates.Items[row]]] = column.Values[row];
            }
            columns.Add(new(column.Name, values));
        }
        if (candidates.Items.Count > 0)
        {
            var described = candidates.Items.Count(item => item < met);
            if (described < met)
            {
                notes.Add(
                    $"{met - described:N0} of {met:N0} items that users met are not among the candidates: their columns are empty."
                );
            }
            if (itemRows.Length > met)
            {
                notes.Add(
                    $"{itemRows.Length - met:N0} candidates have no interaction: they stand at the end of the catalogue."
                );
            }
        }
        return columns;
    }

    private static Interactions Concat(List<Interactions> parts) =>
        new(
            [.. parts.SelectMany(part => part.Users)],
            [.. parts.SelectMany(part => part.Items)],
            parts.TrueForAll(part => part.Ratings is not null)
                ? [.. parts.SelectMany(part => part.Ratings!)]
                : null,
            parts.TrueForAll(part => part.Times is not null)
                ? [.. parts.SelectMany(part => part.Times!)]
                : null
        );
}
