using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>
/// Stores the large tables of a finished model in fewer bits, with the operators that decode them, and brings them back.
/// </summary>
/// <remarks>
/// Tables are what vectors are gathered from, and the candidates' vectors. A host decodes them once, when it loads the file
/// and computes what is constant, so a query costs what it did; the file is smaller, the memory is not. They are decoded by
/// Cast and Mul, which hosts fold, and not by DequantizeLinear, which ONNX Runtime leaves for each call.
/// </remarks>
public static class StoredTables
{
    // Below this many elements there is nothing to gain.
    private const int LeastElements = 4096;
    private const float Int8Steps = 127;
    private const string HalvesEnding = "/float16";
    private const string BytesEnding = "/int8";
    private const string ScaleEnding = "/scale";
    private const string NumbersEnding = "/numbers";

    /// <summary>The names of the ways to store, as options and metadata have them.</summary>
    public static IReadOnlyDictionary<string, TableStorage> Names { get; } =
        new Dictionary<string, TableStorage>
        {
            ["float32"] = TableStorage.Float32,
            ["float16"] = TableStorage.Float16,
            ["int8"] = TableStorage.Int8,
        };

    /// <summary>How a model's tables are stored.</summary>
    public static TableStorage Of(ModelProto model) =>
        Names.GetValueOrDefault(
            RetrievalMetadata.Of(model).GetValueOrDefault(RetrievalMetadata.Storage, ""),
            TableStorage.Float32
        );

    /// <summary>A copy of a model that stores its tables in a way. Unless its version was chosen, it gets a new one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="storage">The way.</param>
    /// <exception cref="GraphException">A number is too large for 16 bits.</exception>
    public static ModelProto Store(ModelProto model, TableStorage storage)
    {
        var copy = Restore(model);
        if (storage == TableStorage.Float32)
        {
            return copy;
        }
        var names = TablesOf(copy.Graph);
        var decoders = new List<NodeProto>();
        foreach (var table in copy.Graph.Initializer.ToList())
        {
            if (!names.Contains(table.Name) || !IsLarge(table))
            {
                continue;
            }
            copy.Graph.Initializer.Remove(table);
            if (storage == TableStorage.Float16)
            {
                copy.Graph.Initializer.Add(Halves(table));
                decoders.Add(Cast(table.Name + HalvesEnding, table.Name));
            }
            else
            {
                copy.Graph.Initializer.AddRange(Bytes(table));
                decoders.Add(Cast(table.Name + BytesEnding, table.Name + NumbersEnding));
                decoders.Add(
                    Node("Mul", [table.Name + NumbersEnding, table.Name + ScaleEnding], table.Name)
                );
            }
        }
        var others = copy.Graph.Node.ToList();
        copy.Graph.Node.Clear();
        copy.Graph.Node.AddRange(decoders);
        copy.Graph.Node.AddRange(others);
        return WithStorage(copy, model, Names.First(name => name.Value == storage).Key);
    }

    /// <summary>A copy of a model with its tables as 32-bit floats, which are what the stored ones decode to.</summary>
    public static ModelProto Restore(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var copy = model.Copy();
        var storage = Of(model);
        if (storage == TableStorage.Float32)
        {
            return copy;
        }
        var ending = storage == TableStorage.Float16 ? HalvesEnding : BytesEnding;
        var stored = copy
            .Graph.Initializer.Where(table => table.Name.EndsWith(ending, StringComparison.Ordinal))
            .ToList();
        foreach (var table in stored)
        {
            var name = table.Name[..^ending.Length];
            var scale = copy.Graph.Initializer.FirstOrDefault(other =>
                other.Name == name + ScaleEnding
            );
            var floats = scale is null ? FromHalves(table) : FromBytes(table, scale);
            copy.Graph.Initializer.Remove(table);
            if (scale is not null)
            {
                copy.Graph.Initializer.Remove(scale);
            }
            copy.Graph.Initializer.Add(Tensor<float>(name, ElementType.Float, table.Dims, floats));
            foreach (
                var decoder in copy
                    .Graph.Node.Where(node =>
                        node.Output[0] == name || node.Output[0] == name + NumbersEnding
                    )
                    .ToList()
            )
            {
                copy.Graph.Node.Remove(decoder);
            }
        }
        return WithStorage(copy, model, null);
    }

    private static HashSet<string> TablesOf(GraphProto graph) =>
        SubgraphNames
            .NodesOf(graph)
            .Select(node =>
                node.OpType == "Gather" ? node.Input[0]
                : node.Output[0] == CandidateScores.Name ? node.Input[1]
                : ""
            )
            .ToHashSet(StringComparer.Ordinal);

    private static bool IsLarge(TensorProto table) =>
        table.DataType == (int)ElementType.Float
        && table.Dims.Count == 2
        && table.ByteLength >= LeastElements * sizeof(float);

    private static TensorProto Halves(TensorProto table)
    {
        var floats = table.Numbers<float>();
        var halves = Array.ConvertAll(floats.ToArray(), number => (Half)number);
        var place = Array.FindIndex(halves, half => !Half.IsFinite(half));
        if (place >= 0)
        {
            throw new GraphException(
                $"Table '{table.Name}' holds {floats[place]}, which is too large for 16 bits: store it as int8 or float32."
            );
        }
        return Tensor<Half>(table.Name + HalvesEnding, ElementType.Float16, table.Dims, halves);
    }

    private static float[] FromHalves(TensorProto table)
    {
        var halves = table.Numbers<Half>().ToArray();
        return Array.ConvertAll(halves, half => (float)half);
    }

    private static TensorProto[] Bytes(TensorProto table)
    {
        var (rows, columns) = ((int)table.Dims[0], (int)table.Dims[1]);
        var floats = table.Numbers<float>();
        var bytes = new sbyte[floats.Length];
        var scales = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            var numbers = floats.Slice(row * columns, columns);
            var largest = 0f;
            foreach (var number in numbers)
            {
                largest = Math.Max(largest, Math.Abs(number));
            }
            var scale = largest / Int8Steps;
            scales[row] = scale;
            for (var column = 0; column < columns && scale > 0; column++)
            {
                bytes[row * columns + column] = (sbyte)MathF.Round(numbers[column] / scale);
            }
        }
        return
        [
            Tensor<sbyte>(table.Name + BytesEnding, ElementType.Int8, table.Dims, bytes),
            Tensor<float>(table.Name + ScaleEnding, ElementType.Float, [rows, 1], scales),
        ];
    }

    private static float[] FromBytes(TensorProto table, TensorProto scale)
    {
        var columns = (int)table.Dims[1];
        var bytes = table.Numbers<sbyte>();
        var scales = scale.Numbers<float>();
        var floats = new float[bytes.Length];
        for (var i = 0; i < floats.Length; i++)
        {
            floats[i] = bytes[i] * scales[i / columns];
        }
        return floats;
    }

    private static TensorProto Tensor<T>(
        string name,
        ElementType type,
        IEnumerable<long> shape,
        T[] values
    )
        where T : unmanaged
    {
        var tensor = TensorProto.Of<T>(values);
        tensor.Name = name;
        tensor.DataType = (int)type;
        tensor.Dims.AddRange(shape);
        return tensor;
    }

    private static NodeProto Cast(string from, string to)
    {
        var node = Node("Cast", [from], to);
        node.Attribute.Add(
            new AttributeProto
            {
                Name = "to",
                I = (long)ElementType.Float,
                Type = AttributeProto.Types.AttributeType.Int,
            }
        );
        return node;
    }

    private static NodeProto Node(string operation, string[] inputs, string output)
    {
        var node = new NodeProto
        {
            OpType = operation,
            Name = output,
            Output = { output },
        };
        node.Input.AddRange(inputs);
        return node;
    }

    private static ModelProto WithStorage(ModelProto changed, ModelProto original, string? storage)
    {
        var metadata = new Dictionary<string, string>(
            RetrievalMetadata.Of(original),
            StringComparer.Ordinal
        );
        metadata.Remove(RetrievalMetadata.Storage);
        if (storage is not null)
        {
            metadata[RetrievalMetadata.Storage] = storage;
        }
        if (metadata.GetValueOrDefault(RetrievalMetadata.ModelVersion) == VersionOf(original))
        {
            metadata[RetrievalMetadata.ModelVersion] = VersionOf(changed);
        }
        RetrievalMetadata.Replace(changed, metadata);
        return changed;
    }

    private static string VersionOf(ModelProto model)
    {
        var bare = model.Copy();
        bare.MetadataProps.Clear();
        return RetrievalMetadata.VersionOf(bare);
    }
}
