using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>What the towers are made of, with nothing left open.</summary>
public sealed record ModelSettings
{
    /// <summary>Length of the towers' vectors.</summary>
    public required int Dimensions { get; init; }

    /// <summary>Whether candidates have a bias, which starts at the logarithm of their popularity.</summary>
    public required bool Bias { get; init; }

    /// <summary>Starting values of embeddings are uniform in ± this.</summary>
    public required double InitialRange { get; init; }

    /// <summary>Whether the query tower reads the user's id.</summary>
    public bool UserEmbedding { get; init; } = true;

    /// <summary>How the query tower reads histories: <c>none</c>, <c>mean</c>, <c>recency</c> or <c>attention</c>.</summary>
    public string History { get; init; } = "none";

    /// <summary>Items of a history that are read: the latest ones. <c>mean</c> reads all.</summary>
    public int HistoryLength { get; init; } = 1000;

    /// <summary>Whether histories read the candidates' embeddings of ids.</summary>
    public bool SharedHistory { get; init; }

    /// <summary>Widths of the hidden layers of the query tower.</summary>
    public IReadOnlyList<int> QueryLayers { get; init; } = [];

    /// <summary>Widths of the hidden layers of the candidate tower.</summary>
    public IReadOnlyList<int> CandidateLayers { get; init; } = [];

    /// <summary>What follows a hidden layer's sum.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Whether hidden layers normalize their sums.</summary>
    public bool LayerNorm { get; init; }

    /// <summary>Share of a hidden layer's outputs that training sets to 0.</summary>
    public double Dropout { get; init; }

    /// <summary>Whether hidden layers add their input where it is as wide as their output.</summary>
    public bool Residual { get; init; }

    /// <summary>Whether vectors are scaled to length 1, so that scores are cosines.</summary>
    public bool Cosine { get; init; }
}
