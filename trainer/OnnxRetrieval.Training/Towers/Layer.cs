using OnnxRetrieval.Graph;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>A layer of a tower, from vectors to vectors.</summary>
public abstract class Layer
{
    /// <summary>Width of what comes out.</summary>
    public abstract int Outputs { get; }

    /// <summary>What training changes.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Applies the layer.</summary>
    /// <param name="input">Float <c>[n, inputs]</c>.</param>
    /// <param name="tape">Records what is read, for training; null: the values alone, with nothing left to chance.</param>
    /// <returns>Float <c>[n, outputs]</c>.</returns>
    public abstract Tensor Forward(Tensor input, GradientTape? tape);

    /// <summary>The same, with the values that the parameters have now, as a part of an ONNX graph.</summary>
    public abstract ILayerGraph ToGraph();
}
