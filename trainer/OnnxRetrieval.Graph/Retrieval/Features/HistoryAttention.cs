namespace OnnxRetrieval.Graph;

/// <summary>
/// One block of self-attention over a history, of which the state at the latest entry is taken (Kang and McAuley 2018,
/// "Self-Attentive Sequential Recommendation", without its feed-forward part, which layers of the tower can be).
/// </summary>
/// <remarks>
/// With the entries <c>x_p</c> at positions <c>p</c> from the end, of which as many of the latest as there are
/// <see cref="Positions"/> are taken, <c>d = width / heads</c>, and a vector <c>v</c>'s part of head <c>h</c> written
/// <c>v[h]</c>, its elements from <c>h d</c> on, before <c>(h + 1) d</c>:
/// <code>
/// z_p    = x_p + position_p
/// q      = z_0 · Query + query bias
/// k_p    = z_p · Key
/// v_p    = z_p · Value + value bias
/// a_p[h] = softmax over p of (q[h] · k_p[h]) / √d
/// y[h]   = Σ_p a_p[h] v_p[h]
/// result = norm(z_0 + y · Output + output bias)
/// norm(u) = (u - mean(u)) / √(variance(u) + ε) · gamma + beta
/// </code>
/// The variance divides by the width. A bias of the keys would add the same to all of a head's logits, so there is none.
/// Rows are vectors: <c>u · W</c> has the elements <c>Σ_i u_i W[i, j]</c>.
/// </remarks>
public sealed record HistoryAttention
{
    /// <summary>The vectors of the positions, <c>[maximum length, width]</c>, that of the latest entry first.</summary>
    public required ReadOnlyMemory<float> Positions { get; init; }

    /// <summary>The number of heads, which divides the width. Default: 1.</summary>
    public int Heads { get; init; } = 1;

    /// <summary><c>[width, width]</c>, input by output.</summary>
    public required ReadOnlyMemory<float> Query { get; init; }

    /// <summary><c>[width]</c>.</summary>
    public required ReadOnlyMemory<float> QueryBias { get; init; }

    /// <summary><c>[width, width]</c>, input by output.</summary>
    public required ReadOnlyMemory<float> Key { get; init; }

    /// <summary><c>[width, width]</c>, input by output.</summary>
    public required ReadOnlyMemory<float> Value { get; init; }

    /// <summary><c>[width]</c>.</summary>
    public required ReadOnlyMemory<float> ValueBias { get; init; }

    /// <summary><c>[width, width]</c>, input by output.</summary>
    public required ReadOnlyMemory<float> Output { get; init; }

    /// <summary><c>[width]</c>.</summary>
    public required ReadOnlyMemory<float> OutputBias { get; init; }

    /// <summary>The normalization of the result.</summary>
    public required LayerNorm Norm { get; init; }
}
