using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Support;

/// <summary>Towers of an id and nothing else.</summary>
internal static class IdTowers
{
    /// <summary>A tower whose vectors are the rows of a table, the unknown entity's last.</summary>
    public static FeatureTower Of(Parameter table) =>
        new((int)table.Value.shape[0] - 1, [new IdEncoder(table)], [], false, 0);

    /// <summary>The same from starting values, float <c>[count + 1, dimensions]</c>.</summary>
    public static FeatureTower Of(string name, Tensor start) => Of(new Parameter(name, start));
}
