using System.Text.Json;
using System.Text.Json.Nodes;

namespace OnnxRetrieval.Training.Tuning;

/// <summary>A trial in words, for people.</summary>
public static class TrialText
{
    /// <summary>Its number and the options in which it departs from those given.</summary>
    public static string Of(Trial trial) =>
        FormattableString.Invariant($"trial {trial.Number}: {Values(trial)}");

    /// <summary>Those options, without their sections.</summary>
    public static string Values(Trial trial) =>
        trial.Number == 1 && trial.Values.Count == 0
            ? "as given"
            : string.Join(
                ", ",
                trial.Values.Select(value => $"{value.Key.Split('.')[^1]} {Shown(value.Value)}")
            );

    private static string Shown(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : SpaceEntry.Shown(value);
}
