using System.CommandLine;
using System.Text.Json.Nodes;

namespace OnnxRetrieval.Tool.Options;

/// <summary>An option of the command line that sets one property of the training options.</summary>
/// <param name="Section">The property's section in JSON (<c>fit</c>); "" at the top.</param>
/// <param name="Name">The property's name in JSON (<c>batch_size</c>).</param>
/// <param name="Option">The option (<c>--batch-size</c>).</param>
/// <param name="Read">The value as JSON; null where the option was not given.</param>
internal sealed record BoundOption(
    string Section,
    string Name,
    Option Option,
    Func<ParseResult, JsonNode?> Read
);
