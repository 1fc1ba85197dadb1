using System.CommandLine;

namespace OnnxRetrieval.Tool.Help;

/// <summary>A command with what its help shows beside its options: groups and examples.</summary>
internal abstract class ToolCommand : Command
{
    private readonly List<OptionGroup> groups = [];

    protected ToolCommand(string name, string description)
        : base(name, description) { }

    /// <summary>Options under their headings, in the order of the help.</summary>
    public IReadOnlyList<OptionGroup> Groups => groups;

    /// <summary>Command lines that work as written, without the program's name.</summary>
    public IReadOnlyList<Example> Examples { get; init; } = [];

    /// <summary>Adds options under a heading.</summary>
    protected void AddGroup(string title, IEnumerable<Option> options)
    {
        var group = new OptionGroup(title, [.. options]);
        groups.Add(group);
        foreach (var option in group.Options)
        {
            Add(option);
        }
    }
}

/// <summary>Options under one heading.</summary>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);

/// <summary>A command line and what it does.</summary>
internal sealed record Example(string Arguments, string Does);
