using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting;

namespace OnnxRetrieval.Training.Tuning;

/// <summary>
/// The options that are searched and their values, by path: <c>{"fit.learning_rate": {"min": 0.001, "max": 0.1, "log": true},
/// "model.dimensions": [32, 64, 128]}</c>.
/// </summary>
public sealed class SearchSpace
{
    private readonly SortedDictionary<string, SearchedOption> options;

    internal SearchSpace(IReadOnlyDictionary<string, SearchedOption> options) =>
        this.options = new(options.ToDictionary(), StringComparer.Ordinal);

    /// <summary>The paths of the options.</summary>
    public IReadOnlyCollection<string> Paths => options.Keys;

    /// <summary>Reads a space file.</summary>
    /// <exception cref="InputException">The file cannot be read, is no JSON, or holds what cannot be searched.</exception>
    public static SearchSpace Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"The space file '{path}' cannot be read: {exception.Message}",
                exception
            );
        }
        return Parse(text, path);
    }

    /// <summary>Reads the text of a space file.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="file">Where it is from, for messages.</param>
    /// <exception cref="InputException">It is no JSON, or holds what cannot be searched.</exception>
    public static SearchSpace Parse(string text, string file)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(
                text,
                documentOptions: new JsonDocumentOptions
                {
                    CommentHandling = JsonCommentHandling.Skip,
                    AllowTrailingCommas = true,
                    AllowDuplicateProperties = false,
                }
            );
        }
        catch (JsonException exception)
        {
            throw new InputException(
                $"The space file '{file}' is no valid JSON: {exception.Message}",
                exception
            );
        }
        if (root is not JsonObject { Count: > 0 } entries)
        {
            throw new InputException(
                $"The space file '{file}' must hold one JSON object with an entry for each option to search, such as {{ \"model.dimensions\": [32, 64] }}."
            );
        }
        return new(
            entries.ToDictionary(
                entry => entry.Key,
                entry => new SpaceEntry(file, entry.Key).Read(entry.Value)
            )
        );
    }

    /// <summary>The space as the text of a space file.</summary>
    public string ToJson() =>
        new JsonObject(
            options.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.Json()))
        ).ToJsonString(TrainingJson.Indented) + "\n";

    /// <summary>Draws a value for each option.</summary>
    internal Dictionary<string, JsonNode?> Draw(SeededRandom random) =>
        options.ToDictionary(entry => entry.Key, entry => entry.Value.Draw(random));

    /// <summary>Checks every option's values beside the options that are not searched.</summary>
    /// <exception cref="InputException">A value is out of its option's range.</exception>
    internal void Check(TrainingOptions given)
    {
        foreach (var (path, value, options) in Variants(given))
        {
            try
            {
                Recipe.Check(options);
            }
            catch (InputException exception)
            {
                throw new InputException(
                    $"'{path}' is searched with {SpaceEntry.Shown(value)}: {exception.Message}",
                    exception
                );
            }
        }
    }

    /// <summary>What to read, so that every trial's features find their columns.</summary>
    internal DataOptions ToRead(TrainingOptions given) =>
        given.Data with
        {
            FeatureColumns =
            [
                .. Variants(given)
                    .Select(variant => variant.Options)
                    .Prepend(given)
                    .SelectMany(options => FeatureColumns.Of(options).FeatureColumns)
                    .Distinct(StringComparer.Ordinal),
            ],
        };

    /// <summary>
    /// The options that are given, with each extreme value of each option that is searched. The others of these are not set:
    /// whether they go together shows when they are drawn.
    /// </summary>
    private IEnumerable<(string Path, JsonNode? Value, TrainingOptions Options)> Variants(
        TrainingOptions given
    )
    {
        var unset = new TrainingOptions();
        var bare = OptionPath.With(
            given,
            options.Keys.Select(path => KeyValuePair.Create(path, OptionPath.Value(unset, path)))
        );
        return from option in options
            from value in option.Value.Extremes()
            select (option.Key, value, OptionPath.With(bare, [new(option.Key, value)]));
    }
}
