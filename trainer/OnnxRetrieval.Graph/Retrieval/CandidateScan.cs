using System.Diagnostics.CodeAnalysis;

namespace OnnxRetrieval.Graph;

/// <summary>How a graph finds the candidates that it scores in full.</summary>
[SuppressMessage(
    "Naming",
    "CA1720:Identifier contains type name",
    Justification = "These are the type names of the ONNX format."
)]
public enum CandidateScan
{
    /// <summary>It scores all of them in full: the results are exact.</summary>
    Exact,

    /// <summary>
    /// It scores all of them with 8-bit integers first, in a quarter of the memory, and in full only the best of those.
    /// See <see cref="TwoPass"/>.
    /// </summary>
    Int8,

    /// <summary>
    /// It scores in full only the candidates of the inverted lists that promise most. See <see cref="InvertedLists"/>.
    /// </summary>
    Lists,
}
