using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>A table that training changes: one row an entity.</summary>
public sealed class Parameter : IDisposable
{
    /// <summary>A parameter with its starting values.</summary>
    /// <param name="name">What it is called in checkpoints.</param>
    /// <param name="value">Starting values, float <c>[rows, columns]</c>; taken over.</param>
    public Parameter(string name, Tensor value)
    {
        Name = name;
        Value = value.DetachFromDisposeScope();
    }

    /// <summary>What it is called in checkpoints.</summary>
    public string Name { get; }

    /// <summary>The values, float <c>[rows, columns]</c>. Optimizers change them in place.</summary>
    public Tensor Value { get; }

    /// <summary>How often training meets each row; null: the parameter is no table of entities.</summary>
    public RowFrequencies? Frequencies { get; init; }

    /// <summary>
    /// Whether a decoupled weight decay takes from it: embeddings and weights, but not biases, nor what scales or weighs
    /// others, whose value without a reason to be another is not 0.
    /// </summary>
    public bool IsDecayed { get; init; } = true;

    /// <summary>
    /// L2 strength of each row, float <c>[rows, 1]</c>: the objective gains <c>strength / 2 · |row|²</c>. Null: none.
    /// </summary>
    public Tensor? Decay { get; private set; }

    /// <summary>The values, row by row.</summary>
    public float[] ToArray()
    {
        using var scope = NewDisposeScope();
        return Value.contiguous().data<float>().ToArray();
    }

    /// <summary>Sets the L2 strength of each row.</summary>
    /// <param name="decay">Strengths, <c>[rows]</c>.</param>
    public void SetDecay(ReadOnlySpan<float> decay)
    {
        if (decay.Length != Value.shape[0])
        {
            throw new ArgumentException(
                $"'{Name}' has {Value.shape[0]} rows, and {decay.Length} strengths were given."
            );
        }
        Decay?.Dispose();
        Decay = tensor(decay.ToArray()).unsqueeze(1).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Decay?.Dispose();
        Value.Dispose();
    }
}
