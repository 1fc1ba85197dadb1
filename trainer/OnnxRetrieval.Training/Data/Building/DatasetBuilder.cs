namespace OnnxRetrieval.Training.Data.Building;

/// <summary>Puts together what was read: vocabularies over all parts, duplicates resolved, candidates joined.</summary>
internal sealed class DatasetBuilder(string name)
{
    private readonly List<InteractionBuffer> parts = [];
    private readonly List<string> notes = [];
    private EntityTable users = EntityTable.Empty;
    private EntityTable candidates = EntityTable.Empty;
    private IReadOnlyList<EntityColumn> featureColumns = [];
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

    /// <summary>Sets what is known of the users.</summary>
    public void SetUsers(EntityTable table) => users = table;

    /// <summary>Sets what is known of the candidates.</summary>
    /// <param name="table">The columns to export.</param>
    /// <param name="features">The columns that features read, of the same rows.</param>
    public void SetCandidates(EntityTable table, IReadOnlyList<EntityColumn> features)
    {
        candidates = table;
        featureColumns = features;
    }

    /// <summary>The data set, and its parts in the order added.</summary>
    public (Dataset Dataset, IReadOnlyList<Interactions> Parts) Finish()
    {
        var met = metItems ?? Items.Count;
        var (userIds, userRows) = Users.Finish(Users.Count);
        var (items, itemRows) = Items.Finish(met);
        var finished = new List<Interactions>(parts.Count);
        foreach (var part in parts)
        {
            finished.Add(part.Finish(userRows, itemRows));
        }
        var all = finished.Count == 1 ? finished[0] : Concat(finished);
        var columns = candidates
            .Columns.Select(column => Arrange(column, candidates.Numbers, itemRows))
            .Select(column => new ItemColumn(column.Name, column.ToTexts()))
            .ToList();
        NoteCandidates(itemRows.Length, met);
        var itemFeatures = featureColumns
            .Select(column => Arrange(column, candidates.Numbers, itemRows))
            .ToList();
        var userColumns = users
            .Columns.Select(column => Arrange(column, users.Numbers, userRows))
            .ToList();
        var report = new DataReport
        {
            RowsRead = parts.Sum(part => part.RowsRead),
            MissingFields = parts.Sum(part => part.MissingFields),
            NotFinite = parts.Sum(part => part.NotFinite),
            Duplicates = parts.Sum(part => part.Duplicates),
            Notes = notes,
        };
        var fingerprint = Fingerprint.Of(
            userIds,
            items,
            finished,
            columns,
            [.. userColumns, .. itemFeatures]
        );
        var dataset = new Dataset(name, userIds, items, all, columns, report, fingerprint)
        {
            UserColumns = userColumns,
            ItemFeatureColumns = itemFeatures,
        };
        return (dataset, finished);
    }

    // Values are numbered by the rows of their entities, so that nothing depends on the order read.
    private static EntityColumn Arrange(EntityColumn column, IReadOnlyList<int> numbers, int[] rows)
    {
        var codes = new int[rows.Length];
        Array.Fill(codes, -1);
        for (var row = 0; row < numbers.Count; row++)
        {
            codes[rows[numbers[row]]] = column.Codes[row];
        }
        var values = new List<string>();
        var renumbered = new int[column.Values.Length];
        Array.Fill(renumbered, -1);
        foreach (ref var code in codes.AsSpan())
        {
            if (code < 0)
            {
                continue;
            }
            if (renumbered[code] < 0)
            {
                renumbered[code] = values.Count;
                values.Add(column.Values[code]);
            }
            code = renumbered[code];
        }
        return column with { Values = [.. values], Codes = codes };
    }

    private void NoteCandidates(int items, int met)
    {
        if (candidates.Numbers.Count == 0)
        {
            return;
        }
        var described = candidates.Numbers.Count(item => item < met);
        if (described < met)
        {
            notes.Add(
                $"{met - described:N0} of {met:N0} items that users met are not among the candidates: their columns are empty."
            );
        }
        if (items > met)
        {
            notes.Add(
                $"{items - met:N0} candidates have no interaction: they stand at the end of the catalogue."
            );
        }
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
