using Microsoft.Extensions.Options;

namespace OnnxRetrieval.Hosting.Internals;

/// <summary>A retriever's name as the options, the container and people have it.</summary>
internal static class RetrieverName
{
    /// <summary>The key in the container; null, which is no key, for the default retriever.</summary>
    public static object? Key(string name) => name == Options.DefaultName ? null : name;

    public static string ForPeople(string? name) =>
        string.IsNullOrEmpty(name) ? "The default retriever" : $"Retriever '{name}'";

    /// <summary>The name in metrics, traces and logs, where an empty one is easily overlooked.</summary>
    public static string InTelemetry(string name) => name.Length == 0 ? "default" : name;
}
