using System.Globalization;
using System.Runtime.InteropServices;

namespace OnnxRetrieval.Graph.Onnx;

/// <summary>
/// Large tables in a file beside their model ("external data" of the ONNX format): hosts map it into memory instead of
/// reading it, and it may be longer than 2 GiB, where the model's own file ends.
/// </summary>
internal static class ExternalTables
{
    /// <summary>Tables from this many bytes on are put beside. Shapes and other small values belong to the graph.</summary>
    private const int LeastLength = 1 << 16;

    /// <summary>Where tables may start: on every system, a place where a file can be mapped into memory from.</summary>
    private const int Alignment = 1 << 16;

    private const string Ending = ".data";
    private const int BytesAtOnce = 1 << 22;

    /// <summary>Writes the large tables of a model that asks for it; its file is named by what it holds.</summary>
    /// <param name="model">The model, which is not changed.</param>
    /// <param name="path">The model's file, to be written after this.</param>
    /// <returns>The model as its file is to hold it, and the file that was made; null: none, or one that was there.</returns>
    public static (ModelProto Model, string? Made) Write(ModelProto model, string path)
    {
        if (model.MetadataProps.All(entry => entry.Key != RetrievalMetadata.ExternalData))
        {
            return (model, null);
        }
        var copy = model.Copy();
        var large = copy.Graph.Initializer.Where(table => table.ByteLength >= LeastLength).ToList();
        var metadata = new Dictionary<string, string>(
            RetrievalMetadata.Of(copy),
            StringComparer.Ordinal
        );
        metadata.Remove(RetrievalMetadata.ExternalData);
        string? made = null;
        if (large.Count > 0)
        {
            var (file, isNew) = Write(large, path);
            metadata[RetrievalMetadata.ExternalData] = file.ToJson();
            made = isNew ? Beside(path, file.File) : null;
        }
        RetrievalMetadata.Replace(copy, metadata);
        return (copy, made);
    }

    /// <summary>Whether there are files beside a model that may hold its tables.</summary>
    public static bool MayBeBeside(string path) =>
        Directory
            .EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, "*" + Ending)
            .Any();

    /// <summary>Brings tables that lie beside a model that was read into it.</summary>
    /// <exception cref="GraphException">They are not there, or the file that holds them is another.</exception>
    public static void Read(ModelProto model, string path)
    {
        foreach (var table in model.Graph.Initializer)
        {
            if (table.DataLocation != TensorProto.Types.DataLocation.External)
            {
                continue;
            }
            var places = table.ExternalData.ToDictionary(entry => entry.Key, entry => entry.Value);
            var name = places.GetValueOrDefault("location", "");
            if (name.Length == 0 || Path.GetFileName(name) != name)
            {
                throw new GraphException(
                    $"Table '{table.Name}' of '{path}' lies in '{name}', which is no file beside it."
                );
            }
            var beside = Beside(path, name);
            if (!File.Exists(beside))
            {
                throw new GraphException(
                    $"'{path}' has tables in '{name}', which is not beside it. Copy both files together."
                );
            }
            using var file = File.OpenRead(beside);
            var offset = Number(places, "offset") ?? 0;
            var length = Number(places, "length") ?? file.Length - offset;
            if (offset < 0 || length < 0 || offset > file.Length - length)
            {
                throw new GraphException(
                    $"'{beside}' is too short for the tables of '{path}'. Copy both files together."
                );
            }
            file.Position = offset;
            table.DataLocation = TensorProto.Types.DataLocation.Default;
            table.ExternalData.Clear();
            if (table.DataType == (int)ElementType.Float && length % sizeof(float) == 0)
            {
                table.Set<float>(Read<float>(file, length));
            }
            else
            {
                table.Set<byte>(Read<byte>(file, length));
            }
        }
    }

    private static (TablesFile File, bool IsNew) Write(List<TensorProto> tables, string path)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.data.tmp";
        try
        {
            var places = new long[tables.Count];
            long length = 0;
            string hash;
            using (var file = File.Create(temporary, bufferSize: 1))
            {
                using var hashing = new HashingStream(file);
                for (var i = 0; i < tables.Count; i++)
                {
                    var padding = (int)(-length & (Alignment - 1));
                    hashing.Write(new byte[padding]);
                    places[i] = length + padding;
                    tables[i].WriteNumbersTo(hashing);
                    length = places[i] + tables[i].ByteLength;
                }
                hash = hashing.Finish();
                file.Flush(flushToDisk: true);
            }
            var name = $"{Stem(path)}-{hash[..16]}{Ending}";
            var isNew = !File.Exists(Beside(path, name));
            File.Move(temporary, Beside(path, name), overwrite: true);
            foreach (var (table, place) in tables.Zip(places))
            {
                table.PutBeside(name, place);
            }
            return (new TablesFile(name, length, hash), isNew);
        }
        catch
        {
            Discarded.Delete(temporary);
            throw;
        }
    }

    private static T[] Read<T>(FileStream file, long length)
        where T : unmanaged
    {
        var values = new T[length / RawBytes.SizeOf<T>()];
        var atOnce = BytesAtOnce / RawBytes.SizeOf<T>();
        for (var start = 0; start < values.Length; start += atOnce)
        {
            var count = Math.Min(atOnce, values.Length - start);
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(start, count)));
        }
        return values;
    }

    private static long? Number(Dictionary<string, string> places, string key) =>
        long.TryParse(
            places.GetValueOrDefault(key),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;

    private static string Beside(string path, string name) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, name);

    // A model may be written under a longer name first, and moved into its place.
    private static string Stem(string path)
    {
        var name = Path.GetFileName(path);
        var end = name.IndexOf(".onnx", StringComparison.Ordinal);
        return end > 0 ? name[..end] : name;
    }
}
