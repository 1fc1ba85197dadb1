using System.CommandLine;
using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Tool.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() =>
        new("--json")
        {
            Description = "Print one JSON document on standard output, and nothing else there.",
        };

    /// <summary><c>--quiet</c>.</summary>
    public static Option<bool> Quiet() =>
        new("--quiet", "-q") { Description = "Show no progress." };

    /// <summary><c>--options FILE</c>.</summary>
    public static Option<string> OptionsFile() =>
        new("--options")
        {
            HelpName = "FILE",
            Description =
                "Read options from a JSON file, such as the options.json beside an earlier model. What the command line says goes over it.",
        };

    /// <summary><c>MODEL</c>.</summary>
    public static Argument<string> Model(string what) =>
        new("model") { HelpName = "MODEL", Description = what };

    /// <summary><c>-k N</c>.</summary>
    public static Option<int> Count() =>
        new("--count", "-k")
        {
            HelpName = "N",
            Description = "How many results, at least 1. Default: 10.",
            DefaultValueFactory = _ => 10,
            CustomParser = result =>
            {
                if (int.TryParse(result.Tokens[0].Value, out var count) && count >= 1)
                {
                    return count;
                }
                result.AddError(
                    $"-k takes a whole number of at least 1, not '{result.Tokens[0].Value}'."
                );
                return 0;
            },
        };

    /// <summary><c>--exclude a,b</c>.</summary>
    public static Option<string[]> Exclude() =>
        Ids(
            "--exclude",
            "Ids never to return, separated by commas; an id that holds a comma stands in double quotes. Can be given several times."
        );

    /// <summary>An option that takes ids, separated by commas.</summary>
    public static Option<string[]> Ids(string name, string description) =>
        new(name)
        {
            HelpName = "IDS",
            Description = description,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result =>
                [.. result.Tokens.SelectMany(token => IdList.Split(token.Value))],
        };

    /// <summary><c>--candidate-id COLUMN</c>.</summary>
    public static Option<string> CandidateId() =>
        new("--candidate-id")
        {
            HelpName = "COLUMN",
            Description = "The column with the candidates' ids. Default: found by its usual names.",
        };

    /// <summary><c>--vector-column COLUMN</c>.</summary>
    public static Option<string> VectorColumn() =>
        new("--vector-column")
        {
            HelpName = "COLUMN",
            Description = "The column with the vectors. Default: 'vector' or 'embedding'.",
        };

    /// <summary><c>--users FILE</c>.</summary>
    /// <param name="what">What they are for.</param>
    public static Option<string> Users(string what) =>
        new("--users")
        {
            HelpName = "FILE",
            Description =
                $"Users (CSV, TSV, Parquet, JSON; a glob, or a DuckDB query with ORDER BY), one a row{what} A column named as a feature of the model gives its values.",
        };

    /// <summary><c>--scan NAME</c>.</summary>
    /// <param name="absent">What happens without it.</param>
    public static Option<string> Scan(string absent)
    {
        var option = new Option<string>("--scan")
        {
            HelpName = "NAME",
            Description =
                $"How the file searches its candidates: 'exact'; 'int8': all as 8-bit integers first, and the best of those as floats, several times as quick where there are very many; or 'lists': only those in the groups that promise most, up to a hundred times as quick, finding about 99 of 100 of the best ('tune-index' makes it more or less). Where that does not pay, or loses results, the search is exact, and a note says so. {absent}",
        };
        option.AcceptOnlyFromAmong([.. CandidateScans.Names.Keys]);
        return option;
    }

    /// <summary>An option that takes <c>NAME=VALUE</c>, and several of them.</summary>
    public static Option<Dictionary<string, string>> Pairs(
        string name,
        string helpName,
        string description
    ) =>
        new(name)
        {
            HelpName = helpName,
            Description = description,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result =>
            {
                var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var token in result.Tokens)
                {
                    var equals = token.Value.IndexOf('=', StringComparison.Ordinal);
                    if (
                        equals < 1
                        || equals == token.Value.Length - 1
                        || !pairs.TryAdd(token.Value[..equals], token.Value[(equals + 1)..])
                    )
                    {
                        result.AddError(
                            $"{name} takes {helpName}, each name once, not '{token.Value}'."
                        );
                    }
                }
                return pairs;
            },
        };
}
