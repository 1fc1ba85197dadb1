namespace OnnxRetrieval.Graph;

/// <summary>A trained layer of a tower that knows how to write itself as a graph.</summary>
public interface ILayerGraph
{
    /// <summary>Adds the layer's nodes to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scope">A name of the layer's own, such as <c>/layer_2</c>, for the names of its weights to begin with.</param>
    /// <param name="input">What goes in, float <c>[batch, inputs]</c>.</param>
    /// <returns>What comes out, float <c>[batch, outputs]</c>.</returns>
    /// <exception cref="GraphException">The layer cannot follow what goes in.</exception>
    GraphValue Emit(GraphBuilder graph, string scope, GraphValue input);
}
