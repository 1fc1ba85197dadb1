using System.Reflection;

namespace OnnxRetrieval.Training.Export;

/// <summary>Versions of what trains and serves.</summary>
internal static class ToolVersions
{
    /// <summary>This library's version, without the commit.</summary>
    public static string Own { get; } = Of(typeof(ToolVersions).Assembly);

    /// <summary>Names and versions for the manifest.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } =
        new Dictionary<string, string>
        {
            ["onnx_retrieval"] = Own,
            ["torchsharp"] = Of(typeof(TorchSharp.torch).Assembly),
            ["dotnet"] = Environment.Version.ToString(),
            ["runtime_identifier"] = System
                .Runtime
                .InteropServices
                .RuntimeInformation
                .RuntimeIdentifier,
        };

    private static string Of(Assembly assembly)
    {
        var version = assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion;
        return version?.Split('+')[0] ?? assembly.GetName().Version?.ToString() ?? "unknown";
    }
}
