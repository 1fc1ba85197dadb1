using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data.Sample;

/// <summary>Recall@20 of two plain baselines, written for these tests alone: not the product's own evaluation.</summary>
internal static class QuickRecall
{
    private const int K = 20;

    /// <summary>Scores every item for a history.</summary>
    public delegate void Scorer(ReadOnlySpan<int> history, Span<double> scores);

    public static Scorer Popularity(Interactions train)
    {
        var counts = new double[train.Items.Max() + 1];
        foreach (var item in train.Items)
        {
            counts[item]++;
        }
        return (_, scores) => counts.CopyTo(scores);
    }

    /// <summary>Cosine of binary columns; an item is scored by those of the history among its 100 nearest.</summary>
    public static Scorer ItemKnn(Interactions train)
    {
        var items = train.Items.Max() + 1;
        var together = new int[items, items];
        foreach (var user in Histories(train).Values)
        {
            foreach (var a in user)
            {
                foreach (var b in user)
                {
                    together[a, b]++;
                }
            }
        }
        var near = new (int Item, double Similarity)[items][];
        for (var a = 0; a < items; a++)
        {
            var some = new List<(int Item, double Similarity)>();
            for (var b = 0; b < items; b++)
            {
                if (a != b && together[a, b] > 0)
                {
                    some.Add(
                        (b, together[a, b] / Math.Sqrt((double)together[a, a] * together[b, b]))
                    );
                }
            }
            near[a] = [.. some.OrderByDescending(pair => pair.Similarity).Take(100)];
        }
        return (history, scores) =>
        {
            var isMet = new bool[items];
            foreach (var met in history)
            {
                isMet[met] = true;
            }
            for (var item = 0; item < items; item++)
            {
                foreach (var (other, similarity) in near[item])
                {
                    scores[item] += isMet[other] ? similarity : 0;
                }
            }
        };
    }

    /// <summary>The best items for a history, those in it left out.</summary>
    public static IEnumerable<int> Best(Scorer scorer, int[] history, int items, int count)
    {
        var scores = new double[items];
        scorer(history, scores);
        return Enumerable
            .Range(0, items)
            .Except(history)
            .OrderByDescending(item => scores[item])
            .Take(count);
    }

    public static double At20(DataSplit split, Scorer scorer)
    {
        var histories = Histories(split.Train);
        var scores = new double[split.Dataset.Items.Count];
        var hits = 0;
        for (var i = 0; i < split.Test.Count; i++)
        {
            Array.Clear(scores);
            var history = histories[split.Test.Users[i]];
            scorer([.. history], scores);
            foreach (var met in history)
            {
                scores[met] = double.NegativeInfinity;
            }
            var target = scores[split.Test.Items[i]];
            hits += scores.Count(score => score > target) < K ? 1 : 0;
        }
        return hits / (double)split.Test.Count;
    }

    private static Dictionary<int, List<int>> Histories(Interactions interactions)
    {
        var histories = new Dictionary<int, List<int>>();
        for (var i = 0; i < interactions.Count; i++)
        {
            if (!histories.TryGetValue(interactions.Users[i], out var history))
            {
                histories[interactions.Users[i]] = history = [];
            }
            history.Add(interactions.Items[i]);
        }
        return histories;
    }
}
