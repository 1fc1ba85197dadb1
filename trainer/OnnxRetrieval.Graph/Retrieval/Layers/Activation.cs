namespace OnnxRetrieval.Graph;

/// <summary>What a layer applies to each element.</summary>
public enum Activation
{
    /// <summary>x.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x · Φ(x) with the normal distribution's Φ, exactly and not by the tanh approximation (Hendrycks and Gimpel 2016).</summary>
    Gelu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>x / (1 + e^-x), also called swish (Elfwing, Uchibe and Doya 2017).</summary>
    Silu,
}
