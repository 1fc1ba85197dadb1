using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OnnxRetrieval.Training.Tuning;

/// <summary>A set of options and how far its fit has come: a line of <c>trials.jsonl</c>.</summary>
public sealed record Trial
{
    /// <summary>Its number, from 1; the first is that of the options as given.</summary>
    [JsonPropertyName("trial")]
    public required int Number { get; init; }

    /// <summary>How it stands.</summary>
    public TrialStatus Status { get; init; }

    /// <summary>
    /// What <c>train</c> reaches at least with these options on the validation set: the NDCG of the best epoch so far where
    /// training stops by it, else of the last epoch. Null: not known yet.
    /// </summary>
    [JsonPropertyName("ndcg@10")]
    public double? Metric { get; init; }

    /// <summary>The epoch of that metric; 0: none yet.</summary>
    public int BestEpoch { get; init; }

    /// <summary>The options in which it departs from those given, by path.</summary>
    public required IReadOnlyDictionary<string, JsonNode?> Values { get; init; }

    /// <summary>The rungs that it has passed: where it was compared with others.</summary>
    public IReadOnlyList<TrialRung> Rungs { get; init; } = [];

    /// <summary>Seconds of training and validation.</summary>
    public double Seconds { get; init; }

    /// <summary>Why it failed; null: it did not.</summary>
    public string? Error { get; init; }

    /// <summary>A record an epoch.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];
}

/// <summary>A trial at a rung.</summary>
/// <param name="Epoch">The epoch of the comparison.</param>
/// <param name="Metric">The NDCG that it was compared by; null: it had failed.</param>
public sealed record TrialRung(int Epoch, [property: JsonPropertyName("ndcg@10")] double? Metric);

/// <summary>How a trial stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrialStatus>))]
public enum TrialStatus
{
    /// <summary>Interrupted on the way to a rung.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>At a rung, from which the best go on.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,

    /// <summary>Trained to its last epoch, or until patience ran out.</summary>
    [JsonStringEnumMemberName("complete")]
    Complete,

    /// <summary>Its options cannot be trained with: the loss was no longer finite.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
