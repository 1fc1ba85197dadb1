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
        ["pairs"] = "Item-to-item",
        ["export"] = "The exported files",
        ["evaluation"] = "Evaluation",
    };

    private readonly List<BoundOption> bound = [];

    /// <summary>Options of some parts of the training options.</summary>
    /// <param name="parts">Names in JSON: of sections (<c>data</c>), or of what stands at the top (<c>seed</c>).</param>
    /// <param name="severalValues">
    /// Whether a list takes several values after one flag (<c>--interactions a.csv b.csv</c>), as a shell makes of a glob.
    /// Not for a command with a positional argument, which could be taken for one more of them.
    /// </param>
    public TrainingOptionSet(IEnumerable<string> parts, bool severalValues)
    {
        foreach (var part in parts)
        {
            var property = typeof(TrainingOptions)
                .GetProperties()
                .Single(property => JsonName(property.Name) == part);
            if (OptionFactory.Create("", property, severalValues) is { } single)
            {
                bound.Add(single);
                continue;
            }
            bound.AddRange(
                property
                    .PropertyType.GetProperties()
                    .Where(inner => inner.CanWrite)
                    .Select(inner => OptionFactory.Create(part, inner, severalValues))
                    .OfType<BoundOption>()
            );
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

    /// <summary>All parts of the training options, in the order of their declaration.</summary>
    public static IEnumerable<string> AllParts { get; } =
    [
        .. typeof(TrainingOptions)
            .GetProperties()
            .Where(property => property.CanWrite)
            .Select(property => JsonName(property.Name)),
    ];

    /// <summary>The options by section, under headings.</summary>
    public IReadOnlyList<OptionGroup> Groups { get; }

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
