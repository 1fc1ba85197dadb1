using System.Diagnostics.CodeAnalysis;

namespace OnnxRetrieval.Graph;

/// <summary>The type of a value's elements. The numbers are those of the ONNX format.</summary>
[SuppressMessage(
    "Naming",
    "CA1720:Identifier contains type name",
    Justification = "These are the type names of the ONNX format."
)]
[SuppressMessage(
    "Design",
    "CA1008:Enums should have zero value",
    Justification = "Zero is 'undefined' in the ONNX format, which no value here may be."
)]
public enum ElementType
{
    /// <summary>32-bit floating point.</summary>
    Float = 1,

    /// <summary>8-bit unsigned integer.</summary>
    UInt8 = 2,

    /// <summary>8-bit signed integer.</summary>
    Int8 = 3,

    /// <summary>32-bit signed integer.</summary>
    Int32 = 6,

    /// <summary>64-bit signed integer.</summary>
    Int64 = 7,

    /// <summary>UTF-8 text.</summary>
    String = 8,

    /// <summary>Truth value.</summary>
    Bool = 9,

    /// <summary>16-bit floating point.</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Double = 11,
}
