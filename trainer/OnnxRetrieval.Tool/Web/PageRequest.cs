namespace OnnxRetrieval.Tool.Web;

/// <summary>What the page asks for.</summary>
internal sealed record PageRequest
{
    /// <summary>The user's id; null: none.</summary>
    public string? User { get; init; }

    /// <summary>Texts of other features by their names, as <c>--feature</c> takes them.</summary>
    public IReadOnlyDictionary<string, string> Features { get; init; } =
        new Dictionary<string, string>();

    /// <summary>Ids of the items met, the latest last; null or empty: none.</summary>
    public IReadOnlyList<string>? History { get; init; }

    /// <summary>The item to find similar ones of.</summary>
    public string? Item { get; init; }

    /// <summary>Ids never to return.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>How many results, at least 1.</summary>
    public int Count { get; init; } = 10;

    /// <summary>The column to filter by; null: none.</summary>
    public string? Column { get; init; }

    /// <summary>What the column must contain, in capitals or not.</summary>
    public string Filter { get; init; } = "";

    /// <summary>What to search titles and ids for.</summary>
    public string Text { get; init; } = "";

    /// <summary>Ids of items to look up.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];
}

/// <summary>What the page gets.</summary>
/// <param name="Known">Whether the model knows anything of who or what was asked for.</param>
/// <param name="Hits">Items, best first.</param>
internal sealed record PageAnswer(bool Known, IReadOnlyList<PageHit> Hits);

/// <summary>An item.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Score">Its score; null where it was not asked for.</param>
/// <param name="Columns">Its columns, in the order of the model's.</param>
internal sealed record PageHit(string Id, float? Score, IReadOnlyList<string> Columns);
