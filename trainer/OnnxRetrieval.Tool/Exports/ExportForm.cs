using System.CommandLine;
using System.Text.Json.Nodes;

namespace OnnxRetrieval.Tool.Exports;

/// <summary>A form that <c>export</c> writes a model in.</summary>
internal abstract class ExportForm
{
    /// <summary>The heading of its options.</summary>
    public abstract string Title { get; }

    /// <summary>The option that asks for this form, and says where to write it.</summary>
    public abstract Option<string> Target { get; }

    /// <summary>The options that go with it.</summary>
    public virtual IReadOnlyList<Option> Options => [];

    /// <summary>Writes a model.</summary>
    /// <param name="model">What the user named: a file, or its folder.</param>
    /// <param name="target">The value of <see cref="Target"/>.</param>
    /// <param name="parsed">The values of <see cref="Options"/>.</param>
    /// <param name="console">Where notes go.</param>
    public abstract Exported Write(
        string model,
        string target,
        ParseResult parsed,
        ToolConsole console
    );
}

/// <summary>What was written.</summary>
/// <param name="Folder">Where.</param>
/// <param name="Files">The files, by their paths in the folder.</param>
/// <param name="Message">What to know, or do next.</param>
internal sealed record Exported(string Folder, IReadOnlyList<string> Files, string Message)
{
    /// <summary>What programs may want to know beside.</summary>
    public JsonObject Details { get; init; } = [];
}
