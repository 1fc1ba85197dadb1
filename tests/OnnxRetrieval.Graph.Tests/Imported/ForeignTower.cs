using System.Runtime.InteropServices;
using Google.Protobuf;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Imported;

/// <summary>
/// A tower as another tool may write it: 32-bit row numbers in a column, doubles, an If whose branches read a value outside,
/// names that the contract has, and an output that nobody asked for. The vector is <c>table[user] · age + 1</c>.
/// </summary>
internal static class ForeignTower
{
    public static ModelProto Create(long opset = 17, bool fixedBatch = false)
    {
        var model = new ModelProto
        {
            IrVersion = 8,
            ProducerName = "another tool",
            Graph = new GraphProto { Name = "tower" },
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "unused.domain", Version = 1 });
        var graph = model.Graph;
        var batch = fixedBatch ? Size(1) : Size("N");
        graph.Input.Add(Value("user", ElementType.Int32, batch, Size(1)));
        graph.Input.Add(Value("age", ElementType.Double, batch));
        graph.Input.Add(Value("unused", ElementType.Float, batch));
        graph.Initializer.Add(Floats("table", [3, 2], 1, 2, 3, 4, 5, 6));
        graph.Initializer.Add(Floats("one", [], 1));
        graph.Initializer.Add(Integers("axes", 1));
        graph.Initializer.Add(
            new TensorProto
            {
                Name = "exclude",
                DataType = (int)ElementType.Bool,
                RawData = ByteString.CopyFrom(1),
            }
        );
        graph.Node.Add(Node("Gather", ["table", "user"], "rows"));
        graph.Node.Add(Node("Squeeze", ["rows", "axes"], "score"));
        graph.Node.Add(Node("Cast", ["age"], "years", ("to", (long)ElementType.Float)));
        graph.Node.Add(Node("Unsqueeze", ["years", "axes"], "column"));
        graph.Node.Add(Node("Mul", ["score", "column"], "product"));
        graph.Node.Add(
            new NodeProto
            {
                OpType = "If",
                Input = { "exclude" },
                Output = { "vector" },
                Attribute =
                {
                    Branch("then_branch", Node("Add", ["product", "one"], "then_result")),
                    Branch("else_branch", Node("Identity", ["product"], "else_result")),
                },
            }
        );
        graph.Node.Add(Node("Identity", ["unused"], "other"));
        graph.Output.Add(Value("vector", ElementType.Float, batch, Size(2)));
        graph.Output.Add(Value("other", ElementType.Float, batch));
        return model;
    }

    private static NodeProto Node(
        string operation,
        string[] inputs,
        string output,
        params (string Name, long Value)[] attributes
    )
    {
        var node = new NodeProto { OpType = operation, Output = { output } };
        node.Input.AddRange(inputs);
        foreach (var (name, value) in attributes)
        {
            node.Attribute.Add(
                new AttributeProto
                {
                    Name = name,
                    I = value,
                    Type = AttributeProto.Types.AttributeType.Int,
                }
            );
        }
        return node;
    }

    private static AttributeProto Branch(string name, NodeProto node) =>
        new()
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Graph,
            G = new GraphProto
            {
                Name = name,
                Node = { node },
                Output = { Value(node.Output[0], ElementType.Float, Size("N"), Size(2)) },
            },
        };

    private static ValueInfoProto Value(
        string name,
        ElementType type,
        params TensorShapeProto.Types.Dimension[] shape
    ) =>
        new()
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor
                {
                    ElemType = (int)type,
                    Shape = new TensorShapeProto { Dim = { shape } },
                },
            },
        };

    private static TensorShapeProto.Types.Dimension Size(long size) => new() { DimValue = size };

    private static TensorShapeProto.Types.Dimension Size(string symbol) =>
        new() { DimParam = symbol };

    private static TensorProto Floats(string name, long[] shape, params float[] values) =>
        new()
        {
            Name = name,
            DataType = (int)ElementType.Float,
            Dims = { shape },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
        };

    private static TensorProto Integers(string name, params long[] values) =>
        new()
        {
            Name = name,
            DataType = (int)ElementType.Int64,
            Dims = { values.Length },
            Int64Data = { values },
        };
}
