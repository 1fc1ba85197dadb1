using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>The query tower of a retrieval file, cut out of it so that it can be written with other candidates.</summary>
internal sealed class StoredTowerGraph : ITowerGraph
{
    private const string Prefix = "/query/";
    private readonly ModelPart part;
    private readonly IReadOnlyList<ValueInfoProto> inputs;
    private readonly bool idsAreStrings;

    /// <summary>Cuts a tower out.</summary>
    /// <param name="model">The file.</param>
    /// <param name="vector">The name of the query's vector.</param>
    /// <param name="dimensions">The length of a vector.</param>
    /// <param name="idsAreStrings">Whether candidates' ids are strings.</param>
    public StoredTowerGraph(ModelProto model, string vector, int dimensions, bool idsAreStrings)
    {
        part = new ModelPart(
            model,
            [
                new(vector, ElementType.Float, [RetrievalContract.Batch, dimensions]),
                new(RetrievalContract.QueryKnown, ElementType.Bool, [RetrievalContract.Batch]),
            ]
        );
        inputs = part.Inputs();
        this.idsAreStrings = idsAreStrings;
    }

    public TowerOutput Emit(GraphBuilder graph)
    {
        var fed = new Dictionary<string, GraphValue>(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            fed.Add(
                input.Name,
                input.Name == RetrievalContract.Exclude
                    ? NothingExcluded(graph)
                    : graph.Input(input.Name, TypeOf(input), ShapeOf(input), input.DocString)
            );
        }
        var values = graph.Import(
            part,
            fed,
            name =>
                name.StartsWith(Prefix, StringComparison.Ordinal)
                    ? name
                    : Prefix + name.TrimStart('/')
        );
        return new TowerOutput(values[0], values[1]);
    }

    // A large vocabulary may have been shared by the excluded ids and the tower. From now on they are looked up apart: the
    // tower knows the items that it was trained with, and the ids to exclude are of those that are there now.
    private GraphValue NothingExcluded(GraphBuilder graph) =>
        idsAreStrings
            ? graph.Weights("/exclude/nothing", Array.Empty<string>(), 1, 0)
            : graph.Weights("/exclude/nothing", Array.Empty<long>(), 1, 0);

    private static ElementType TypeOf(ValueInfoProto input) =>
        (ElementType)input.Type.TensorType.ElemType;

    private static Dimension[] ShapeOf(ValueInfoProto input) =>
        [
            .. input.Type.TensorType.Shape.Dim.Select(size =>
                size.DimValue > 0 ? Dimension.Of(size.DimValue)
                : size.DimParam.Length > 0 ? Dimension.Of(size.DimParam)
                : Dimension.Unknown
            ),
        ];
}
