using OnnxRetrieval.Graph;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>From what is told of an entity in one respect (its id, its genres, its history) to a block of numbers.</summary>
public abstract class FeatureEncoder
{
    /// <summary>The length of a block.</summary>
    public abstract int Width { get; }

    /// <summary>What training changes.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Whether <see cref="TowerInput.Histories"/> is read.</summary>
    public virtual bool ReadsHistory => false;

    /// <summary>Whether <see cref="TowerInput.Times"/> is read.</summary>
    public virtual bool ReadsTime => false;

    /// <summary>The blocks of some entities.</summary>
    /// <param name="input">What is told of <c>n</c> entities.</param>
    /// <param name="tape">Records what is read, for training; null: the values alone.</param>
    /// <returns>Float <c>[n, width]</c>.</returns>
    public abstract Tensor Forward(TowerInput input, GradientTape? tape);

    /// <summary>The same from raw values, as a part of an ONNX graph.</summary>
    public abstract IFeatureGraph ToGraph(TowerExport target);
}
