namespace OnnxRetrieval.Graph;

/// <summary>A trained feature of a tower that knows how to write itself as a graph: a raw value in, a vector out.</summary>
public interface IFeatureGraph
{
    /// <summary>
    /// Adds the feature's input, unless another feature reads it too, and its nodes to a graph.
    /// </summary>
    FeatureOutput Emit(GraphBuilder graph);
}
