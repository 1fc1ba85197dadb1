using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Towers;

/// <summary>What a tower has to know to become a part of an ONNX graph.</summary>
/// <param name="InputName">The name of the graph input with the entity's id.</param>
/// <param name="Ids">The ids of the entities to know, in the order of <paramref name="Rows"/>.</param>
/// <param name="Rows">The entity rows of these ids.</param>
/// <param name="Items">The ids of all items, which histories are made of.</param>
public sealed record TowerExport(string InputName, IdTable Ids, int[] Rows, IdTable Items)
{
    /// <summary>The name of the graph input with the history: items that the user met, the latest last.</summary>
    public const string HistoryInput = "history";
}
