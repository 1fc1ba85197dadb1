namespace OnnxRetrieval.Training.Export;

/// <summary>The names of the models in a run's folder.</summary>
public static class ExportedFiles
{
    /// <summary>Recommends items to users.</summary>
    public const string Retrieval = "retrieval.onnx";

    /// <summary>Finds the items nearest to an item, by the cosines of the candidate tower's vectors.</summary>
    public const string Similar = "similar.onnx";

    /// <summary>Finds the items that are met together with an item, by a pair of item towers.</summary>
    public const string Pairs = "pairs.onnx";

    /// <summary>Gives the vectors of items.</summary>
    public const string ItemTower = "item_tower.onnx";
}
