namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Selects the best of many scores.</summary>
internal static class TopItems
{
    /// <summary>
    /// The rows of the highest scores, best first; equal scores by ascending row, as everywhere. Scores of negative
    /// infinity are left out.
    /// </summary>
    public static int[] Of(ReadOnlySpan<float> scores, int count) =>
        Of(scores, count, Enumerable.Range(0, scores.Length));

    /// <summary>The same among some rows alone.</summary>
    /// <param name="scores">Scores of all rows.</param>
    /// <param name="count">How many to take.</param>
    /// <param name="rows">The rows that compete, ascending.</param>
    public static int[] Of(ReadOnlySpan<float> scores, int count, IEnumerable<int> rows)
    {
        // A heap whose root is the worst of the best seen so far.
        var best = new PriorityQueue<int, (float Score, int Row)>(count + 1, WorstFirst.Instance);
        foreach (var row in rows)
        {
            if (float.IsNegativeInfinity(scores[row]))
            {
                continue;
            }
            if (best.Count < count)
            {
                best.Enqueue(row, (scores[row], row));
            }
            else if (best.TryPeek(out _, out var worst) && scores[row] > worst.Score)
            {
                best.DequeueEnqueue(row, (scores[row], row));
            }
        }
        var top = new int[best.Count];
        for (var i = top.Length - 1; i >= 0; i--)
        {
            top[i] = best.Dequeue();
        }
        return top;
    }

    private sealed class WorstFirst : IComparer<(float Score, int Row)>
    {
        public static WorstFirst Instance { get; } = new();

        public int Compare((float Score, int Row) x, (float Score, int Row) y)
        {
            var byScore = x.Score.CompareTo(y.Score);
            return byScore != 0 ? byScore : y.Row.CompareTo(x.Row);
        }
    }
}
