using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>The graph of one tower alone: raw features in, vectors out.</summary>
public static class TowerGraph
{
    /// <summary>The value of <see cref="RetrievalMetadata.Kind"/>.</summary>
    public const string Kind = "tower";

    /// <summary>The output that says which ids, or histories, are known, bool <c>[batch]</c>.</summary>
    public const string Known = "known";

    /// <summary>Builds the model.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="outputName">What the vectors, float <c>[batch, dimensions]</c>, are called.</param>
    /// <param name="options">How to write it; null: the defaults. A tower has no <see cref="RetrievalGraphOptions.BakedK"/>.</param>
    /// <exception cref="GraphException">The tower cannot be written.</exception>
    public static ModelProto Build(
        ITowerGraph tower,
        string outputName,
        RetrievalGraphOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(tower);
        options ??= new RetrievalGraphOptions();
        var graph = new GraphBuilder(Kind, options.Opset);
        var output = tower.Emit(graph);
        TowerChecks.Require(graph, output, dimensions: null);
        graph.Output(output.Vector, outputName, "The vectors.");
        graph.Output(output.Known, Known, "Whether the id, or an item of the history, is known.");
        var model = graph.Build();
        RetrievalMetadata.Apply(model, graph, Kind, options);
        return model;
    }
}
