namespace OnnxRetrieval.Training.Objectives;

/// <summary>How negatives are drawn. All queries of a batch share them, so that one matrix product scores them all.</summary>
/// <param name="Count">Items drawn a batch, with replacement.</param>
/// <param name="Power">
/// An item is drawn in proportion to its number of interactions to the power of this: 0 draws uniformly, 1 by popularity,
/// 0.75 is word2vec's choice (Mikolov et al., NIPS 2013).
/// </param>
/// <param name="Hardest">
/// Of a query's negatives only so many with the highest scores count (hard negatives: Zhang et al., "Optimizing Top-N
/// Collaborative Filtering via Dynamic Negative Item Sampling", SIGIR 2013); null: all.
/// </param>
public sealed record NegativeSampling(int Count, double Power = 0, int? Hardest = null);
