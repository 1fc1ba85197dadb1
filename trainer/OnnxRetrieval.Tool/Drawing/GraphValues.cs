using System.Globalization;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Tool.Reports;

namespace OnnxRetrieval.Tool.Drawing;

/// <summary>What is known of the values of a graph: tables with their sizes, and types and shapes.</summary>
internal sealed class GraphValues
{
    private const int FewestOfTable = 2;

    private readonly Dictionary<string, TensorProto> tables;
    private readonly IReadOnlyDictionary<string, KnownShape> known;

    public GraphValues(GraphProto graph)
    {
        tables = graph.Initializer.ToDictionary(table => table.Name);
        known = ShapeInference.Of(graph);
    }

    /// <summary>Whether a value is held in the file.</summary>
    public bool IsTable(string name) => tables.ContainsKey(name);

    /// <summary>Whether a value is held in the file and is more than a number or two.</summary>
    public bool IsLarge(string name) =>
        tables.TryGetValue(name, out var table) && Count(table) > FewestOfTable;

    /// <summary>The type and shape of a value; "" where they are not known.</summary>
    public string TypeOf(string name) =>
        known.TryGetValue(name, out var value) ? value.ToString() : "";

    /// <summary>A table in few words: the end of its name, shape and bytes.</summary>
    public string ShortOf(string name)
    {
        var table = tables[name];
        return $"{name[(name.LastIndexOf('/') + 1)..]} {ShapeOf(table)} {ByteCount.Shown(table.CalculateSize())}";
    }

    /// <summary>All that is known of a value.</summary>
    public string Describe(string name)
    {
        if (!tables.TryGetValue(name, out var table))
        {
            return $"{name} {TypeOf(name)}".TrimEnd();
        }
        var size = IsLarge(name)
            ? $", {ByteCount.Shown(table.CalculateSize())}"
            : $" = {ValueOf(table)}";
        return $"{name} {ModelInspection.TypeName(table.DataType)} {ShapeOf(table)}{size}";
    }

    private static string ShapeOf(TensorProto table) => $"[{string.Join(", ", table.Dims)}]";

    private static long Count(TensorProto table) =>
        table.Dims.Aggregate(1L, (product, size) => product * size);

    private static string ValueOf(TensorProto table) =>
        (ElementType)table.DataType switch
        {
            ElementType.Float when table.RawData.Length > 0 => Numbers<float>(table),
            ElementType.Int64 when table.RawData.Length > 0 => Numbers<long>(table),
            ElementType.String => string.Join(
                ", ",
                table.StringData.Select(text => text.ToStringUtf8())
            ),
            _ => "…",
        };

    private static string Numbers<T>(TensorProto table)
        where T : unmanaged, IFormattable =>
        string.Join(
            ", ",
            table
                .Numbers<T>()
                .ToArray()
                .Select(number => number.ToString(null, CultureInfo.InvariantCulture))
        );
}
