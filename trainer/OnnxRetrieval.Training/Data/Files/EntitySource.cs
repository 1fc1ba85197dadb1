using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>Whom a source describes, and how the options and messages call it.</summary>
internal sealed record EntitySource
{
    /// <summary>The entities: "candidates".</summary>
    public required string What { get; init; }

    /// <summary>The option that names the source.</summary>
    public required string Option { get; init; }

    /// <summary>The name of the id column; null: found by its usual names.</summary>
    public required string? Id { get; init; }

    /// <summary>The option that names the id column.</summary>
    public required string IdOption { get; init; }

    /// <summary>The usual names of the id column.</summary>
    public required IReadOnlyList<string> UsualIds { get; init; }

    /// <summary>Numbers the ids; rows whose id it does not let in are skipped.</summary>
    public required IdBuilder Ids { get; init; }
}
