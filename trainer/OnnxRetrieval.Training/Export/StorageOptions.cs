using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Export;

/// <summary>Stores the tables of exported files in fewer bits.</summary>
internal static class StorageOptions
{
    /// <summary>The key in <c>metrics.json</c> of the model with its tables as 32-bit floats, beside the stored one.</summary>
    public const string FullKey = "float32";

    /// <summary>A way to store, by its name.</summary>
    /// <exception cref="InputException">There is no such way.</exception>
    public static TableStorage Parse(string name) =>
        StoredTables.Names.TryGetValue(name, out var storage)
            ? storage
            : throw InputException.WrongUse(
                $"Tables cannot be stored as '{name}'. Choose one of {string.Join(", ", StoredTables.Names.Keys)} with --storage."
            );

    /// <summary>Writes the models of a folder anew.</summary>
    /// <exception cref="InputException">A number does not fit.</exception>
    public static void Apply(string folder, TableStorage storage)
    {
        if (storage == TableStorage.Float32)
        {
            return;
        }
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*.onnx").ToList())
            {
                OnnxFile.Write(StoredTables.Store(OnnxFile.Read(path), storage), path);
            }
        }
        catch (GraphException error)
        {
            throw new InputException(error.Message, error);
        }
    }
}
