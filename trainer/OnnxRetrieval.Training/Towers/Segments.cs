using OnnxRetrieval.Training.Native;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>Sums over runs of rows.</summary>
internal static class Segments
{
    /// <summary>The sum of each run's rows: float <c>[n, width]</c>.</summary>
    /// <param name="rows">The rows of all runs, <c>[m, width]</c>.</param>
    /// <param name="starts">Where each run begins, and the end of the last, <c>[n + 1]</c>.</param>
    public static Tensor Sum(Tensor rows, int[] starts)
    {
        var run = new long[rows.shape[0]];
        for (var i = 0; i + 1 < starts.Length; i++)
        {
            run.AsSpan(starts[i], starts[i + 1] - starts[i]).Fill(i);
        }
        return zeros(starts.Length - 1, rows.shape[1]).index_add(0, tensor(run), rows, Scalars.One);
    }

    /// <summary>A number for each run by its length, float <c>[n, 1]</c>.</summary>
    public static Tensor ByLength(int[] starts, Func<int, double> number)
    {
        var numbers = new float[starts.Length - 1];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)number(starts[i + 1] - starts[i]);
        }
        return tensor(numbers).unsqueeze_(1);
    }
}
