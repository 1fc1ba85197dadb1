using System.CommandLine;
using System.CommandLine.Parsing;

namespace OnnxRetrieval.Tool.Options;

/// <summary>
/// What to tell who wrote several values after an option that takes one each time it is given: a shell makes several of
/// a glob without quotes, and the second then stands where the command expects something else.
/// </summary>
internal static class RepeatHint
{
    /// <summary>The advice; null where no such option was given.</summary>
    public static string? For(ParseResult parsed)
    {
        var option = parsed
            .CommandResult.Children.OfType<OptionResult>()
            .Where(result => !result.Implicit)
            .Select(result => result.Option)
            .FirstOrDefault(option =>
                option.Arity.MaximumNumberOfValues > 1 && !option.AllowMultipleArgumentsPerToken
            );
        return option is null ? null
            : option.HelpName == OptionFactory.FileName
                ? $"To give {option.Name} several files, repeat the option or quote the glob."
            : $"To give {option.Name} several values, repeat the option.";
    }
}
