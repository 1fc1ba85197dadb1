using System.Text.Json;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Tool.Web;

/// <summary>The page and its model as files for any static host: the browser runs the model by itself, with onnxruntime-web.</summary>
internal static class StaticSite
{
    private const string RuntimeFolder = "ort";

    // Of its builds, the one without a GPU: a script that is whole by itself, and the WebAssembly that it loads.
    private static readonly string[] RuntimeFiles =
    [
        "ort.wasm.bundle.min.mjs",
        "ort-wasm-simd-threaded.wasm",
    ];

    private static readonly string PackageFolder = Path.Combine(
        "node_modules",
        "onnxruntime-web",
        "dist"
    );

    /// <summary>Writes it. Each file is replaced as a whole, the page last; other files of the folder stay.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="runtime">The folder with onnxruntime-web's files; null: where npm puts it in the working folder.</param>
    /// <returns>The files that were written, by their paths in the folder.</returns>
    /// <exception cref="InputException">onnxruntime-web is not there, or the folder holds another page.</exception>
    public static IReadOnlyList<string> Write(PageModel model, string folder, string? runtime)
    {
        var runtimeFolder = FindRuntime(runtime);
        RefuseOther(folder);
        var sources = new Dictionary<string, Action<string>>();
        foreach (var name in RuntimeFiles)
        {
            sources[$"{RuntimeFolder}/{name}"] = Copy(Path.Combine(runtimeFolder, name));
        }
        sources[ExportedFiles.Retrieval] = CopyModel(model.Info.Path);
        if (model.SimilarPath is { } similar)
        {
            sources[ExportedFiles.Similar] = CopyModel(similar);
        }
        var description = PageDescription.Of(PageDescription.ByBrowser, model);
        sources[PageDescription.FileName] = path =>
            File.WriteAllBytes(
                path,
                JsonSerializer.SerializeToUtf8Bytes(description, TrainingJson.Compact)
            );
        foreach (
            var (name, content) in PageFiles
                .Of(PageDescription.ByBrowser)
                .OrderBy(file => file.Key == PageFiles.Index)
        )
        {
            sources[name] = path => File.WriteAllBytes(path, content);
        }
        Directory.CreateDirectory(Path.Combine(folder, RuntimeFolder));
        foreach (var (name, write) in sources)
        {
            WholeFile.Write(Path.Combine(folder, name), write);
        }
        return [.. sources.Keys];
    }

    private static Action<string> CopyModel(string from) => to => OnnxFile.CopyAsOne(from, to);

    private static Action<string> Copy(string from) => to => File.Copy(from, to, overwrite: true);

    private static string FindRuntime(string? given)
    {
        string[] places = given is null
            ? [PackageFolder]
            : [given, Path.Combine(given, "dist"), Path.Combine(given, PackageFolder)];
        return places.FirstOrDefault(place =>
                RuntimeFiles.All(name => File.Exists(Path.Combine(place, name)))
            )
            ?? throw new InputException(
                $"The page needs onnxruntime-web, and its files {string.Join(" and ", RuntimeFiles)} are not in '{places[0]}'. Fetch it with 'npm install --ignore-scripts onnxruntime-web', here or elsewhere, and name its folder with --runtime."
            );
    }

    // Somebody's own page is not replaced.
    private static void RefuseOther(string folder)
    {
        if (File.Exists(folder))
        {
            throw new InputException($"'{folder}' is a file: name a folder for the page.");
        }
        if (
            File.Exists(Path.Combine(folder, PageFiles.Index))
            && !File.Exists(Path.Combine(folder, PageDescription.FileName))
        )
        {
            throw new InputException(
                $"'{folder}' holds an {PageFiles.Index} that this command did not write. Name another folder."
            );
        }
    }
}
