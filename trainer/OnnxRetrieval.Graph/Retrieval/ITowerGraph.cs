namespace OnnxRetrieval.Graph;

/// <summary>A trained tower that knows how to write itself as a graph.</summary>
public interface ITowerGraph
{
    /// <summary>
    /// Adds the tower's inputs (raw features, with <see cref="RetrievalContract.Batch"/> as their first dimension) and
    /// nodes to a graph.
    /// </summary>
    TowerOutput Emit(GraphBuilder graph);
}
