using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Files;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Customizing;

/// <summary>What the encoder of a feature is made from.</summary>
public sealed record FeatureParts
{
    /// <summary>The tower's name and the column's: what the names of parameters begin with.</summary>
    public required string Name { get; init; }

    /// <summary>The column, by the rows of users or items.</summary>
    public required EntityColumn Column { get; init; }

    /// <summary>How wide a block is to be.</summary>
    public required int Width { get; init; }

    /// <summary>Starting values are uniform in ± this.</summary>
    public required double InitialRange { get; init; }

    /// <summary>
    /// Share of the entities whose value training hides, so that what stands for a missing one is trained; 0: none.
    /// </summary>
    public required double MissingRate { get; init; }

    /// <summary>The column as numbers, NaN where there is none, the unknown entity last, <c>[count + 1]</c>.</summary>
    /// <exception cref="InputException">A value is neither a number nor a date.</exception>
    public float[] Numbers()
    {
        var numbers = new ColumnNumbers(Column);
        return numbers.FirstBad < 0
            ? [.. Enumerable.Range(0, Column.Count + 1).Select(entity => numbers[entity])]
            : throw new InputException(
                $"Feature '{Column.Name}' is made of numbers, and the data has '{ColumnNames.Shorten(Column.Values[numbers.FirstBad])}' there."
            );
    }

    /// <summary>A parameter as wide as a block, with starting values that are drawn from torch's generator.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="what">What is added to the name, where a feature has several.</param>
    public Parameter NewTable(int rows, string what = "") =>
        new(
            Name + what,
            rand(rows, Width).mul_(Scalars.Of(2 * InitialRange)).sub_(Scalars.Of(InitialRange))
        );
}
