using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Features;

/// <summary>The codes of all entities in compressed rows, the unknown entity last.</summary>
/// <param name="Starts">Where each entity's codes begin, <c>[count + 2]</c>.</param>
/// <param name="Codes">The codes.</param>
internal sealed record EntityCodes(int[] Starts, int[] Codes)
{
    /// <summary>From the codes of each value of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="ofValue">The codes of each of its values, which may be none.</param>
    /// <param name="unknown">The code of entities without another.</param>
    public static EntityCodes Of(EntityColumn column, CompressedRows ofValue, int unknown)
    {
        var starts = new int[column.Count + 2];
        for (var entity = 0; entity <= column.Count; entity++)
        {
            var value = entity < column.Count ? column.Codes[entity] : -1;
            var length = value < 0 ? 0 : ofValue[value].Length;
            starts[entity + 1] = checked(starts[entity] + Math.Max(length, 1));
        }
        var codes = new int[starts[^1]];
        for (var entity = 0; entity <= column.Count; entity++)
        {
            var value = entity < column.Count ? column.Codes[entity] : -1;
            var own = value < 0 ? [] : ofValue[value];
            if (own.IsEmpty)
            {
                codes[starts[entity]] = unknown;
            }
            own.CopyTo(codes.AsSpan(starts[entity]));
        }
        return new(starts, codes);
    }

    /// <summary>From the one code of each value of a column; -1 where it is unknown.</summary>
    public static EntityCodes Of(EntityColumn column, int[] ofValue, int unknown)
    {
        var starts = new int[column.Count + 2];
        var codes = new int[column.Count + 1];
        for (var entity = 0; entity < codes.Length; entity++)
        {
            starts[entity + 1] = entity + 1;
            var value = entity < column.Count ? column.Codes[entity] : -1;
            codes[entity] = value < 0 || ofValue[value] < 0 ? unknown : ofValue[value];
        }
        return new(starts, codes);
    }
}
