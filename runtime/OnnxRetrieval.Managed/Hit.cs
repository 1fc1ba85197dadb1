using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OnnxRetrieval;

/// <summary>One result: a candidate and its score.</summary>
[SuppressMessage(
    "Performance",
    "CA1815:Override equals and operator equals on value types",
    Justification = "Hits are read; Index compares them."
)]
public readonly struct Hit
{
    private readonly CandidateTables tables;
    private readonly int place;

    internal Hit(CandidateTables tables, int place, int index, float score)
    {
        this.tables = tables;
        this.place = place;
        Index = index;
        Score = score;
    }

    /// <summary>The candidate's id; an integer id in plain decimal form.</summary>
    public string Id => tables.Ids[place];

    /// <summary>The candidate's id where the model's ids are integers; else null.</summary>
    public long? IntegerId =>
        tables.Ids.IdType == FeatureType.Integer ? tables.Ids.IntegerAt(place) : null;

    /// <summary>The candidate's row in the model, from 0.</summary>
    public int Index { get; }

    /// <summary>How well it fits, as the model was trained: a dot product or a cosine. Higher is better.</summary>
    public float Score { get; }

    /// <summary>The column <c>title</c>; null where the model has none.</summary>
    public string? Title => tables.TryColumn("title", out var column) ? column[place] : null;

    /// <summary>The value of a candidate column; "" where it is missing.</summary>
    /// <param name="column">One of <see cref="RetrieverInfo.Columns"/>.</param>
    /// <exception cref="ArgumentException">The model has no such column.</exception>
    public string this[string column] => tables.Column(column)[place];

    /// <summary>For people: <c>id title score</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Id} {Title} {Score:F3}");
}
