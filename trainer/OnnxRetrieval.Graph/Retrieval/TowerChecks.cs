namespace OnnxRetrieval.Graph;

/// <summary>What a graph asks of the tower in it.</summary>
internal static class TowerChecks
{
    /// <summary>Refuses a tower whose outputs or input names do not fit the contract.</summary>
    /// <exception cref="GraphException">They do not.</exception>
    public static void Require(GraphBuilder graph, TowerOutput tower, int? dimensions)
    {
        if (
            tower.Vector.Type != ElementType.Float
            || tower.Vector.Rank != 2
            || (
                dimensions is not null
                && tower.Vector.Shape[1].Size is { } size
                && size != dimensions
            )
        )
        {
            throw new GraphException(
                $"A tower gives vectors of type Float and shape [batch, {dimensions?.ToString() ?? "dimensions"}], as the candidates have, and this one gives {tower.Vector}."
            );
        }
        if (tower.Known.Type != ElementType.Bool || tower.Known.Rank != 1)
        {
            throw new GraphException(
                $"A tower tells which queries it knows as type Bool and shape [batch], and this one gives {tower.Known}."
            );
        }
        foreach (var input in graph.Inputs)
        {
            if (RetrievalContract.ReservedNames.Contains(input.Name))
            {
                throw new GraphException(
                    $"A query feature cannot be called '{input.Name}', which the contract uses itself: rename the feature."
                );
            }
        }
    }

    /// <summary>The width of a feature's or a layer's vectors.</summary>
    /// <exception cref="GraphException">They are not of the shape <c>[batch, width]</c>.</exception>
    public static int WidthOf(GraphValue vector) =>
        vector.Rank == 2 && vector.Shape[1].Size is { } width
            ? (int)width
            : throw new GraphException(
                $"Features and layers give vectors of shape [batch, width], and this one gives {vector}."
            );
}
