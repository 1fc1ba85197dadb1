namespace OnnxRetrieval.Tool.Drawing;

/// <summary>What a part of a retrieval graph is for, in the order in which it is computed.</summary>
internal enum GraphRole
{
    /// <summary>Ids become rows of tables.</summary>
    Vocabulary,

    /// <summary>The query becomes a vector. In a file that is no retrieval file, all of it.</summary>
    QueryTower,

    /// <summary>The vector becomes scores of the candidates.</summary>
    Candidates,

    /// <summary>Scores of what must not be returned are overwritten.</summary>
    Exclusion,

    /// <summary>The best scores are chosen.</summary>
    TopK,

    /// <summary>Rows become ids and columns.</summary>
    Results,
}
