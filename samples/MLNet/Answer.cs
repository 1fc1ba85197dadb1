using Microsoft.ML.Data;

namespace OnnxRetrieval.Samples.MLNet;

/// <summary>What the model answers to a row: parallel lists, best first.</summary>
/// <typeparam name="TId">What ids are in the model: <see cref="long"/> or <see cref="string"/>.</typeparam>
internal sealed class Answer<TId>
{
    [ColumnName("candidate_id")]
    public TId[] Ids { get; set; } = [];

    [ColumnName("title")]
    public string[] Titles { get; set; } = [];

    [ColumnName("score")]
    public float[] Scores { get; set; } = [];

    /// <summary>Rows in the model; -1 where there are fewer results than were asked for.</summary>
    [ColumnName("candidate_index")]
    public long[] Rows { get; set; } = [];

    /// <summary>Whether the model knows anything of who asks.</summary>
    [ColumnName("query_known")]
    public bool[] Known { get; set; } = [];
}
