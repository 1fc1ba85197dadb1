using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>
/// One side of a two-tower model: from an entity (its features, their embeddings, layers over them) to a vector. The
/// entity in row <see cref="Count"/> is the unknown one, which stands for every id outside the vocabulary.
/// </summary>
public abstract class Tower : IDisposable
{
    /// <summary>The number of known entities.</summary>
    public abstract int Count { get; }

    /// <summary>The length of the vectors.</summary>
    public abstract int Dimensions { get; }

    /// <summary>What training changes.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Whether <see cref="TowerInput.Histories"/> is read.</summary>
    public virtual bool ReadsHistory => false;

    /// <summary>Whether <see cref="TowerInput.Times"/> is read.</summary>
    public virtual bool ReadsTime => false;

    /// <summary>The vectors of some entities.</summary>
    /// <param name="input">What is told of <c>n</c> entities.</param>
    /// <param name="tape">Records what is read, for training; null: the values alone.</param>
    /// <returns>Float <c>[n, dimensions]</c>.</returns>
    public abstract Tensor Forward(TowerInput input, GradientTape? tape = null);

    /// <summary>The vectors of all entities, the unknown one last: float <c>[count + 1, dimensions]</c>.</summary>
    /// <param name="tape">Records what is read, for training; null: the values alone.</param>
    public abstract Tensor ForwardAll(GradientTape? tape = null);

    /// <summary>The vectors of all known entities in row order, <c>[count, dimensions]</c>.</summary>
    public float[] VectorsOfAll()
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        return ForwardAll().narrow(0, 0, Count).contiguous().data<float>().ToArray();
    }

    /// <summary>
    /// Gives every entity that was never trained the vector of the unknown one.
    /// </summary>
    /// <param name="untrained">Entity rows.</param>
    public abstract void ReplaceByUnknown(IReadOnlyCollection<int> untrained);

    /// <summary>
    /// Gives the unknown entity the mean of trained ones, where training itself has not met it.
    /// </summary>
    /// <param name="trained">Entity rows, at least one.</param>
    public abstract void UnknownFromMean(IReadOnlyCollection<int> trained);

    /// <summary>
    /// Gives each entity the vector of its id and its training history together, where the tower reads histories, so that
    /// the id alone is enough from then on.
    /// </summary>
    /// <param name="histories">The histories of the entities in training, by row.</param>
    public virtual void Settle(UserHistories histories) { }

    /// <summary>The tower as a part of an ONNX graph, computing what <see cref="Forward"/> computes from raw inputs.</summary>
    /// <param name="target">What the graph is to know.</param>
    public abstract ITowerGraph ToGraph(TowerExport target);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in Parameters)
        {
            parameter.Dispose();
        }
        GC.SuppressFinalize(this);
    }
}
