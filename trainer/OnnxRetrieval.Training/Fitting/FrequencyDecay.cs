using OnnxRetrieval.Training.Data;
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
    /// <summary>Sets the regularization of both towers' embeddings by id.</summary>
    /// <param name="model">The model.</param>
    /// <param name="objective">Says how often a step meets a row.</param>
    /// <param name="train">The training data, which has the frequencies.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <param name="strength">λ.</param>
    /// <param name="exponent">ν.</param>
    public static void Apply(
        TwoTowerModel model,
        Objective objective,
        UserItems train,
        int itemCount,
        double strength,
        double exponent
    )
    {
        if (strength == 0)
        {
            return;
        }
        var users = train.UsersWithItems().Length;
        var userCounts = Enumerable
            .Range(0, train.UserCount)
            .Select(user => train[user].Length)
            .ToArray();
        Set(model.Query, userCounts, objective.QueryChance);
        Set(model.Candidate, train.ItemCounts(itemCount), objective.CandidateChance);

        void Set(Tower tower, int[] counts, Func<int, double> chance)
        {
            var mean = (double)train.Count / counts.Count(count => count > 0);
            // The unknown entity counts as one of mean frequency; one that was never met moves by nothing else.
            int[] all = [.. counts, (int)Math.Ceiling(mean)];
            var strengths = Array.ConvertAll(
                all,
                count =>
                    count == 0
                        ? 0
                        : (float)(
                            strength * Math.Pow(count / mean, exponent) / users / chance(count)
                        )
            );
            foreach (var parameter in tower.Parameters)
            {
                parameter.SetDecay(strengths);
            }
        }
    }
}
