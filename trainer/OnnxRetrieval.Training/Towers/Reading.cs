using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>Reads parameters for training, where a tape is given, and otherwise as they are.</summary>
public static class Reading
{
    /// <summary>Some rows, float <c>[n, columns]</c>.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="rows">Row numbers; repeats are allowed.</param>
    /// <param name="tape">Records what is read; null: the values alone.</param>
    public static Tensor Rows(Parameter parameter, long[] rows, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Length < parameter.Value.shape[0])
        {
            return tape is null
                ? parameter.Value.index_select(0, tensor(rows))
                : tape.Rows(parameter, tensor(rows));
        }
        // As many rows as there are: reading the table whole saves sorting them out.
        var whole = Whole(parameter, tape);
        return AreAll(rows, parameter) ? whole : whole.index_select(0, tensor(rows));
    }

    /// <summary>All of it, float <c>[rows, columns]</c>.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="tape">Records what is read; null: the values alone.</param>
    public static Tensor Whole(Parameter parameter, GradientTape? tape) =>
        tape is null ? parameter.Value : tape.Whole(parameter);

    private static bool AreAll(long[] rows, Parameter parameter)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] != i)
            {
                return false;
            }
        }
        return rows.Length == parameter.Value.shape[0];
    }
}
