using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>
/// L2 regularization that follows the frequency of an entity: as a sum over all interactions it would be λ for each
/// interaction of the entity (exponent 1), or the same for every entity (exponent 0); see Rendle et al., "Revisiting the
/// Performance of iALS on Item Recommendation Benchmarks", RecSys 2022, section 4.
/// </summary>
/// <remarks>
/// The whole objective is <c>Σ loss / n̄ + λ/2 Σ_rows (n_row / mean n)^ν |row|²</c>, with <c>n̄</c> the mean number of
/// interactions a user. A step minimizes a mean over users, and only regularizes the rows that it meets, so a row's share
/// is divided by the number of users and by the chance of being met: the same λ means the same for every batch size and
/// objective.
/// </remarks>
internal static class FrequencyDecay
{
    /// <summary>ν where nothing is said: .5 to 1 was a tie on the validation sets of MovieLens 100K and 1M.</summary>
    public const double UsualExponent = 0.75;

    /// <summary>Sets the regularization of every table of entities.</summary>
    /// <param name="model">The model, whose tables know their frequencies.</param>
    /// <param name="objective">Says how often a step meets a row.</param>
    /// <param name="users">The number of users with interactions.</param>
    /// <param name="strength">λ.</param>
    /// <param name="exponent">ν.</param>
    public static void Apply(
        TwoTowerModel model,
        Objective objective,
        int users,
        double strength,
        double exponent
    )
    {
        if (strength == 0)
        {
            return;
        }
        foreach (var parameter in model.Parameters)
        {
            if (parameter.Frequencies is { } frequencies)
            {
                parameter.SetDecay(Strengths(frequencies, objective, users, strength, exponent));
            }
        }
    }

    private static float[] Strengths(
        RowFrequencies frequencies,
        Objective objective,
        int users,
        double strength,
        double exponent
    )
    {
        var (use, counts, entities) = frequencies;
        Func<int, double> chance = use switch
        {
            RowUse.Query => objective.QueryChance,
            RowUse.Candidate => objective.CandidateChance,
            _ => objective.HistoryChance,
        };
        var met = counts.Count(count => count > 0);
        var mean = met == 0 ? 1 : counts.Sum(count => (double)count) / met;
        var strengths = new float[counts.Length + 1];
        for (var row = 0; row < strengths.Length; row++)
        {
            // The unknown row counts as one of mean frequency; one that was never met moves by nothing else.
            var count = row < counts.Length ? counts[row] : (int)Math.Ceiling(mean);
            if (count == 0)
            {
                continue;
            }
            var readers = row < counts.Length && entities is not null ? entities[row] : 1;
            var one = chance(Math.Max(1, count / Math.Max(1, readers)));
            var any = readers > 1 ? 1 - Math.Pow(1 - one, readers) : one;
            strengths[row] = (float)(strength * Math.Pow(count / mean, exponent) / users / any);
        }
        return strengths;
    }
}
