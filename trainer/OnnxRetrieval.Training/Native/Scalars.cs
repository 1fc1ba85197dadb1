using System.Collections.Concurrent;
using TorchSharp;

namespace OnnxRetrieval.Training.Native;

/// <summary>Numbers for tensor operations, kept alive for good.</summary>
/// <remarks>
/// TorchSharp passes a scalar's native handle on without keeping the managed scalar alive: one that a number was implicitly
/// converted to can be finalized while native code reads it (seen here once in some 100,000 steps, as "Unknown scalar
/// type"). So a constant comes from here, and a number that changes is made by <c>ToScalar</c> and held by a <c>using</c>
/// declaration. BannedSymbols.txt refuses the conversions, and the methods of TorchSharp that convert inside.
/// </remarks>
public static class Scalars
{
    private static readonly ConcurrentDictionary<double, Scalar> Known = new();

    /// <summary>1.</summary>
    public static Scalar One => Of(1);

    /// <summary>-1.</summary>
    public static Scalar MinusOne => Of(-1);

    /// <summary>Negative infinity.</summary>
    public static Scalar MinusInfinity => Of(double.NegativeInfinity);

    /// <summary>A number out of a small set: each is kept for the life of the process.</summary>
    public static Scalar Of(double value) => Known.GetOrAdd(value, number => number.ToScalar());
}
