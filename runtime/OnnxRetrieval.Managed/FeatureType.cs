using System.Diagnostics.CodeAnalysis;

namespace OnnxRetrieval;

/// <summary>The type of an id or of a query feature.</summary>
[SuppressMessage(
    "Naming",
    "CA1720:Identifier contains type name",
    Justification = "It names a kind of value that models take, which is an integer."
)]
public enum FeatureType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A 64-bit integer.</summary>
    Integer,

    /// <summary>A 32-bit floating-point number.</summary>
    Number,
}
