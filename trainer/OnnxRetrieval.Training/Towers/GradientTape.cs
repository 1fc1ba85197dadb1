using OnnxRetrieval.Training.Native;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>
/// Records which rows of which parameters a step read, so that only their gradients are taken and only they are updated:
/// a step costs in proportion to the rows it touches, not to the tables.
/// </summary>
public sealed class GradientTape
{
    private readonly List<Entry> entries = [];

    /// <summary>Reads rows of a parameter for a forward pass.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="rows">Row numbers, int64 <c>[n]</c>; repeats are allowed.</param>
    /// <returns>The rows, float <c>[n, columns]</c>, as a leaf that takes a gradient.</returns>
    public Tensor Rows(Parameter parameter, Tensor rows) =>
        Record(parameter, rows, parameter.Value.index_select(0, rows));

    /// <summary>Reads a whole parameter, float <c>[rows, columns]</c>, as a leaf that takes a gradient.</summary>
    public Tensor Whole(Parameter parameter) => Record(parameter, null, parameter.Value.detach());

    /// <summary>Carries gradients from a tower's output back to what it read.</summary>
    /// <param name="output">The output of a forward pass.</param>
    /// <param name="gradient">The objective's gradient with respect to it, of the same shape.</param>
    public void Backward(Tensor output, Tensor gradient)
    {
        foreach (var entry in entries)
        {
            // A tower of one embedding gives the leaf itself: nothing to differentiate.
            if (ReferenceEquals(entry.Leaf, output))
            {
                entry.Direct = entry.Direct is null
                    ? gradient
                    : entry.Direct.add(gradient, Scalars.One);
                return;
            }
        }
        output.backward([gradient]);
    }

    /// <summary>What was read, with its gradient: each row once.</summary>
    /// <returns>The parameter, the rows (int64 <c>[m]</c>, unique; null: all) and their gradient <c>[m, columns]</c>.</returns>
    public IEnumerable<(Parameter Parameter, Tensor? Rows, Tensor Gradient)> Gradients()
    {
        foreach (var entry in entries)
        {
            var gradient = entry.Direct ?? entry.Leaf.grad;
            if (gradient is null)
            {
                continue;
            }
            if (entry.Rows is null)
            {
                yield return (entry.Parameter, null, gradient);
                continue;
            }
            var (rows, inverse, _) = entry.Rows.unique(return_inverse: true);
            var summed = zeros([rows.shape[0], gradient.shape[1]])
                .index_add_(0, inverse!, gradient, Scalars.One);
            yield return (entry.Parameter, rows, summed);
        }
    }

    private Tensor Record(Parameter parameter, Tensor? rows, Tensor values)
    {
        var leaf = values.requires_grad_(true);
        entries.Add(new Entry(parameter, rows, leaf));
        return leaf;
    }

    private sealed class Entry(Parameter parameter, Tensor? rows, Tensor leaf)
    {
        public Parameter Parameter => parameter;
        public Tensor? Rows => rows;
        public Tensor Leaf => leaf;
        public Tensor? Direct { get; set; }
    }
}
