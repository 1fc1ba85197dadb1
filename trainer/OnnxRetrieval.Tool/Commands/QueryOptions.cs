using System.CommandLine;
using System.CommandLine.Parsing;
using OnnxRetrieval.Tool.Models;

namespace OnnxRetrieval.Tool.Commands;

/// <summary>The options that say who a command asks for: <c>--user</c>, <c>--history</c> and <c>--feature</c>.</summary>
/// <param name="aboutHistory">What the history does.</param>
internal sealed class QueryOptions(string aboutHistory)
{
    /// <summary><c>--user ID</c>.</summary>
    public Option<string> User { get; } =
        new("--user", "-u")
        {
            HelpName = "ID",
            Description =
                "The user's id. An id that the model does not know gets what suits a stranger.",
        };

    /// <summary><c>--history IDS</c>.</summary>
    public Option<string[]> History { get; } = CommonOptions.Ids("--history", aboutHistory);

    /// <summary><c>--feature NAME=VALUE</c>.</summary>
    public Option<Dictionary<string, string>> Feature { get; } =
        CommonOptions.Pairs(
            "--feature",
            "NAME=VALUE",
            "What another feature of the model's query is, such as age=31; of a list, its values separated by commas. Those that are not given count as missing. Can be given several times."
        );

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [User, History, Feature];

    /// <summary>Whether any is given.</summary>
    public bool IsGiven(SymbolResult result) =>
        All.Any(option => result.GetResult(option) is not null);

    /// <summary>What is asked.</summary>
    /// <exception cref="WrongUseException">A value is empty.</exception>
    public AskedQuery Of(ParseResult parsed)
    {
        var asked = new AskedQuery(
            parsed.GetValue(User),
            parsed.GetResult(History) is null ? null : parsed.GetValue(History)
        )
        {
            Features = parsed.GetValue(Feature) ?? [],
        };
        if (asked.User?.Length == 0)
        {
            throw new WrongUseException("--user is empty: give an id.");
        }
        if (asked.History?.Count == 0)
        {
            throw new WrongUseException("--history is empty: give ids of items.");
        }
        return asked;
    }
}
