using OnnxRetrieval.Training.Native;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>
/// Records which rows of which parameters a step read, so that only their gradients are taken and only they are updated:
/// a step costs in proportion to the rows it touches, not to the tables.
/// </summary>
/// <param name="random">Decides what towers hide from themselves in training; null: one that is always the same.</param>
public sealed class GradientTape(Random? random = null)
{
    private readonly List<Entry> entries = [];

    /// <summary>Decides what towers hide from themselves in training.</summary>
    public Random Random { get; } = random ?? new Random(0);

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
        foreach (var reads in entries.GroupBy(entry => entry.Parameter))
        {
            var parameter = reads.Key;
            var met = reads.Where(entry => entry.Gradient is not null).ToArray();
            if (met.FirstOrDefault(entry => entry.Rows is null) is { } whole)
            {
                var all = whole.Gradient!;
                foreach (var entry in met.Where(entry => entry != whole))
                {
                    all = entry.Rows is null
                        ? all.add(entry.Gradient!, Scalars.One)
                        : all.index_add(0, entry.Rows, entry.Gradient!, Scalars.One);
                }
                yield return (parameter, null, all);
            }
            else if (met.Length > 0)
            {
                var read =
                    met.Length == 1 ? met[0].Rows! : cat([.. met.Select(entry => entry.Rows!)]);
                var gradient =
                    met.Length == 1
                        ? met[0].Gradient!
                        : cat([.. met.Select(entry => entry.Gradient!)]);
                var (rows, inverse, _) = read.unique(return_inverse: true);
                var summed = zeros([rows.shape[0], gradient.shape[1]])
                    .index_add_(0, inverse!, gradient, Scalars.One);
                yield return (parameter, rows, summed);
            }
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
        public Tensor? Gradient => Direct ?? Leaf.grad;
    }
}
