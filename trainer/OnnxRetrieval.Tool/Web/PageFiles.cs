using System.Collections.Frozen;
using System.Reflection;

namespace OnnxRetrieval.Tool.Web;

/// <summary>The files of the page in which a model is tried, which are the same in <c>serve</c> and on a static host.</summary>
internal static class PageFiles
{
    /// <summary>The page itself.</summary>
    public const string Index = "index.html";

    private const string Prefix = "page/";
    private static readonly Assembly Own = typeof(PageFiles).Assembly;

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".mjs"] = "text/javascript; charset=utf-8",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, byte[]> Contents =
        Own.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], Read);

    /// <summary>The content of each file of a page by its name.</summary>
    /// <param name="engine">
    /// Who runs the model: <see cref="PageDescription.ByServer"/> or <see cref="PageDescription.ByBrowser"/>. The other's
    /// script is left out.
    /// </param>
    public static IReadOnlyDictionary<string, byte[]> Of(string engine) =>
        Contents
            .Where(file =>
                file.Key == ScriptOf(engine)
                || (
                    file.Key != ScriptOf(PageDescription.ByServer)
                    && file.Key != ScriptOf(PageDescription.ByBrowser)
                )
            )
            .ToDictionary();

    /// <summary>A file's media type.</summary>
    public static string TypeOf(string name) => Types[Path.GetExtension(name)];

    private static string ScriptOf(string engine) => $"{engine}.mjs";

    private static byte[] Read(string resource)
    {
        using var stream = Own.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
