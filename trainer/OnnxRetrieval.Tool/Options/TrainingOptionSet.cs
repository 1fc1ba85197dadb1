using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Options;

/// <summary>
/// The command-line options of the training options, one for each property, made from the type: what is added there is
/// an option, a property of the options file and a line of the schema at once.
/// </summary>
internal sealed class TrainingOptionSet
{
    private static readonly Dictionary<string, string> Titles = new()
    {
        ["data"] = "What to read",
        ["split"] = "What to hold out",
        [""] = "The run",
        ["model"] = "The model",
        ["fit"] = "Training",
        ["export"] = "The exported files",
    };

    private readonly List<BoundOption> bound = [];

    /// <summary>Options of some sections.</summary>
    /// <param name="sections">Names of sections in JSON; "" for what stands at the top.</param>
    public TrainingOptionSet(params string[] sections)
    {
        foreach (var section in sections)
        {
            var type =
                section.Length == 0
                    ? typeof(TrainingOptions)
                    : typeof(TrainingOptions)
                        .GetProperties()
                        .Single(property => JsonName(property.Name) == section)
                        .PropertyType;
            foreach (var property in type.GetProperties().Where(property => property.CanWrite))
            {
                if (OptionFactory.Create(section, property) is { } option)
                {
                    bound.Add(option);
                }
            }
        }
        Groups =
        [
            .. bound
                .GroupBy(option => option.Section)
                .Select(group => new OptionGroup(
                    Titles.GetValueOrDefault(group.Key, group.Key),
                    [.. group.Select(option => option.Option)]
                )),
        ];
    }

    /// <summary>All sections of the training options, in the order of the help.</summary>
    public static string[] AllSections { get; } = ["data", "split", "", "model", "fit", "export"];

    /// <summary>The options by section, under headings.</summary>
    public IReadOnlyList<OptionGroup> Groups { get; }

    /// <summary>The option of a property, such as <c>data.dataset</c>.</summary>
    public Option this[string path] =>
        bound
            .Single(option =>
                (option.Section.Length == 0 ? option.Name : $"{option.Section}.{option.Name}")
                == path
            )
            .Option;

    /// <summary>The training options that a command line gives.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="file">Options from a file, which the command line goes over; may be null. It is changed.</param>
    public TrainingOptions Read(ParseResult parsed, JsonObject? file = null)
    {
        var options = file ?? [];
        foreach (var option in bound)
        {
            if (option.Read(parsed) is not { } value)
            {
                continue;
            }
            var section = options;
            if (option.Section.Length > 0)
            {
                if (options[option.Section] is not JsonObject existing)
                {
                    options[option.Section] = existing = [];
                }
                section = existing;
            }
            section[option.Name] = value;
        }
        return options.Deserialize<TrainingOptions>(OptionsJson.Settings)!;
    }

    private static string JsonName(string property) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(property);
}
