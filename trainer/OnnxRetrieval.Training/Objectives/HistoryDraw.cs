using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// Shows users as strangers: a part of their items as a history, the rest to be predicted from it. Where there are times the
/// history is what came before a random moment (as sessions are served); else it is a random part (as in the denoising
/// autoencoders of Wu et al., "Collaborative Denoising Auto-Encoders", WSDM 2016, but with nothing to predict that is seen).
/// </summary>
/// <param name="histories">The items of each user, the latest last.</param>
/// <param name="length">Items shown at most: the latest ones.</param>
/// <param name="rate">Share of the users whom an epoch shows as strangers too; above 1: more than once.</param>
public sealed class HistoryDraw(UserHistories histories, int length, double rate)
{
    /// <summary>
    /// Items after the moment by which the weight of what is to be predicted halves: what comes next resembles the history
    /// most. Chosen on the validation sets of MovieLens 100K.
    /// </summary>
    private const double HalfLife = 20;

    /// <summary>Share of the users whom an epoch shows as strangers too.</summary>
    public double Rate => rate;

    /// <summary>Items shown at most.</summary>
    public int Length => length;

    /// <summary>Cuts a user's items in two.</summary>
    /// <param name="user">The user's row.</param>
    /// <param name="random">Decides where.</param>
    /// <param name="shown">Gets the history, the latest last.</param>
    /// <param name="wanted">Gets the items to predict.</param>
    /// <param name="weights">Gets how much each of them counts; together as much as all of the user's items.</param>
    /// <returns>False where the user has too few items to cut: nothing is added.</returns>
    public bool Draw(
        int user,
        Random random,
        List<int> shown,
        List<int> wanted,
        List<float> weights
    )
    {
        var own = histories[user];
        if (own.Length < 2)
        {
            return false;
        }
        if (histories.AreTimed)
        {
            var cut = random.Next(1, own.Length);
            shown.AddRange(own[Math.Max(0, cut - length)..cut]);
            wanted.AddRange(own[cut..]);
            Weigh(weights, own.Length - cut, own.Length, HalfLife);
            return true;
        }
        var (shownBefore, wantedBefore) = (shown.Count, wanted.Count);
        foreach (var item in own)
        {
            (random.Next(2) == 0 ? shown : wanted).Add(item);
        }
        // One item at least on each side.
        if (shown.Count == shownBefore)
        {
            Move(wanted, wantedBefore, shown, random);
        }
        else if (wanted.Count == wantedBefore)
        {
            Move(shown, shownBefore, wanted, random);
        }
        if (shown.Count - shownBefore > length)
        {
            shown.RemoveRange(shownBefore, shown.Count - shownBefore - length);
        }
        Weigh(weights, wanted.Count - wantedBefore, own.Length, double.PositiveInfinity);
        return true;
    }

    /// <summary>What a stranger had met when meeting an item: the items before it, or without times a random half.</summary>
    /// <param name="user">The user's row.</param>
    /// <param name="item">One of the user's items.</param>
    /// <param name="random">Decides which, where there are no times.</param>
    /// <returns>The latest last; empty where there is none.</returns>
    public int[] Before(int user, int item, Random random)
    {
        var own = histories[user];
        if (histories.AreTimed)
        {
            var place = own.IndexOf(item);
            return place < 0 ? [] : own[Math.Max(0, place - length)..place].ToArray();
        }
        var shown = new List<int>();
        foreach (var other in own)
        {
            if (other != item && random.Next(2) == 0)
            {
                shown.Add(other);
            }
        }
        return [.. shown.TakeLast(length)];
    }

    private static void Weigh(List<float> weights, int count, int sum, double halfLife)
    {
        var total = 0.0;
        for (var place = 0; place < count; place++)
        {
            total += Math.Pow(2, -place / halfLife);
        }
        for (var place = 0; place < count; place++)
        {
            weights.Add((float)(sum * Math.Pow(2, -place / halfLife) / total));
        }
    }

    private static void Move(List<int> from, int start, List<int> to, Random random)
    {
        var at = random.Next(start, from.Count);
        to.Add(from[at]);
        from.RemoveAt(at);
    }
}
