using System.Diagnostics.CodeAnalysis;

namespace OnnxRetrieval.Graph;

/// <summary>How a file stores its large tables of vectors. The graph computes with 32-bit floats in any case.</summary>
[SuppressMessage(
    "Naming",
    "CA1720:Identifier contains type name",
    Justification = "These are the type names of the ONNX format."
)]
public enum TableStorage
{
    /// <summary>As they are: 32-bit floats.</summary>
    Float32,

    /// <summary>16-bit floats, half the size: three decimal digits of each number.</summary>
    Float16,

    /// <summary>8-bit integers with a scale a row, a quarter of the size: 255 steps for the numbers of a row.</summary>
    Int8,
}
