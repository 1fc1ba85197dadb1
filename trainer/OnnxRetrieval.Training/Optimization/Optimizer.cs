using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Optimization;

/// <summary>
/// A rule that moves parameters along their gradients. Only the rows that a step read are touched; the state of the others
/// stays as it is.
/// </summary>
public abstract class Optimizer : IDisposable
{
    private readonly Dictionary<string, Tensor> state = [];

    /// <summary>The state of every parameter met so far, by name, for checkpoints.</summary>
    public IReadOnlyDictionary<string, Tensor> State => state;

    /// <summary>The greatest norm of all gradients of a step together; longer ones are shortened. Null: any.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Takes one step for everything on a tape.</summary>
    /// <param name="tape">What was read, with gradients.</param>
    /// <param name="rate">The learning rate of this step.</param>
    public void Step(GradientTape tape, double rate)
    {
        using var _ = no_grad();
        var gradients = tape.Gradients().ToList();
        if (ClipNorm is { } bound)
        {
            GradientClipping.Apply([.. gradients.Select(entry => entry.Gradient)], bound);
        }
        foreach (var (parameter, rows, gradient) in gradients)
        {
            if (parameter.Decay is { } decay)
            {
                var values = rows is null ? parameter.Value : parameter.Value.index_select(0, rows);
                gradient.addcmul_(
                    values,
                    rows is null ? decay : decay.index_select(0, rows),
                    Scalars.One
                );
            }
            Update(parameter, rows, gradient, rate);
        }
    }

    /// <summary>Restores state that a checkpoint kept.</summary>
    /// <param name="name">A name out of <see cref="State"/>.</param>
    /// <param name="value">Its values; taken over.</param>
    public void Restore(string name, Tensor value)
    {
        if (state.Remove(name, out var old))
        {
            old.Dispose();
        }
        state[name] = value.DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var value in state.Values)
        {
            value.Dispose();
        }
        state.Clear();
        GC.SuppressFinalize(this);
    }

    /// <summary>Updates rows of one parameter, in place.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="rows">Unique rows, int64 <c>[m]</c>; null: all.</param>
    /// <param name="gradient">Their gradient, <c>[m, columns]</c>; may be overwritten.</param>
    /// <param name="rate">The learning rate.</param>
    protected abstract void Update(Parameter parameter, Tensor? rows, Tensor gradient, double rate);

    /// <summary>A state tensor of a parameter, made at its first use.</summary>
    protected Tensor StateOf(Parameter parameter, string kind, double start, bool onePerRow = false)
    {
        var name = $"{parameter.Name}/{kind}";
        if (!state.TryGetValue(name, out var value))
        {
            var shape = onePerRow ? [parameter.Value.shape[0], 1] : parameter.Value.shape;
            value = full(shape, Scalars.Of(start), dtype: ScalarType.Float32)
                .DetachFromDisposeScope();
            state[name] = value;
        }
        return value;
    }
}
