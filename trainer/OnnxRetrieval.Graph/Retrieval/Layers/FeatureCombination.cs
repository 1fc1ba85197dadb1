namespace OnnxRetrieval.Graph;

/// <summary>How a tower's features become one vector.</summary>
public enum FeatureCombination
{
    /// <summary>Their sum; all are of one width.</summary>
    Sum,

    /// <summary>One after the other.</summary>
    Concatenation,
}
