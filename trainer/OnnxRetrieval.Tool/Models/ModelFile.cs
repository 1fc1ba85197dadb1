using OnnxRetrieval.Graph;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Tool.Models;

/// <summary>Finds the file that a command means by MODEL: the file itself, its folder, or its sibling of the other kind.</summary>
internal static class ModelFile
{
    /// <summary>Loads the model of a kind.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="kind"><see cref="RetrievalGraph.Kind"/> or <see cref="SimilarItemsGraph.Kind"/>.</param>
    /// <param name="options">How to load it; null: the defaults.</param>
    /// <exception cref="InputException">The folder holds no such model, or the file is one of another kind.</exception>
    /// <exception cref="RetrievalException">The file cannot be used.</exception>
    public static Retriever Load(string path, string kind, RetrieverOptions? options = null)
    {
        var name = kind == SimilarItemsGraph.Kind ? ExportedFiles.Similar : ExportedFiles.Retrieval;
        var file = Find(path, name);
        var retriever = Retriever.Load(file, options);
        var found = retriever.Info.Metadata.GetValueOrDefault(RetrievalMetadata.Kind, kind);
        if (found == kind)
        {
            return retriever;
        }
        retriever.Dispose();
        var sibling = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, name);
        if (!File.Exists(sibling))
        {
            throw new InputException(
                $"'{file}' is of kind '{found}', and this command needs one of kind '{kind}', such as the {name} that 'train' writes beside it."
            );
        }
        return Retriever.Load(sibling, options);
    }

    /// <summary>The file, where a folder is given the one of that name in it.</summary>
    /// <exception cref="InputException">The folder does not hold it.</exception>
    public static string Find(string path, string name)
    {
        if (!Directory.Exists(path))
        {
            return path;
        }
        var file = Path.Combine(path, name);
        return File.Exists(file)
            ? file
            : throw new InputException(
                $"'{path}' is a folder without a {name}. Name the folder that 'train' wrote, or a file in it."
            );
    }
}
