using System.Numerics;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Selects the best of many scores.</summary>
internal static class TopItems
{
    /// <summary>Lists up to this length are kept in order while they are filled; longer ones in a heap.</summary>
    private const int LongestSorted = 128;

    /// <summary>
    /// The rows of the highest scores, best first; equal scores by ascending row, as everywhere. Scores of negative
    /// infinity are left out.
    /// </summary>
    public static int[] Of(ReadOnlySpan<float> scores, int count)
    {
        if (count > LongestSorted)
        {
            return Of(scores, count, Enumerable.Range(0, scores.Length));
        }
        Span<float> best = stackalloc float[count];
        Span<int> rows = stackalloc int[count];
        var length = 0;
        for (var row = 0; count > 0 && row < scores.Length; )
        {
            // Nearly all scores are below the worst of the list: many are passed over at once.
            if (
                length == count
                && row + Vector<float>.Count <= scores.Length
                && !Vector.GreaterThanAny(
                    new Vector<float>(scores[row..]),
                    new Vector<float>(best[^1])
                )
            )
            {
                row += Vector<float>.Count;
                continue;
            }
            var end = Math.Min(row + Vector<float>.Count, scores.Length);
            for (; row < end; row++)
            {
                var score = scores[row];
                if (
                    float.IsNegativeInfinity(score)
                    || (length == count && !(score > best[length - 1]))
                )
                {
                    continue;
                }
                var place = length < count ? length++ : length - 1;
                for (; place > 0 && best[place - 1] < score; place--)
                {
                    best[place] = best[place - 1];
                    rows[place] = rows[place - 1];
                }
                best[place] = score;
                rows[place] = row;
            }
        }
        return rows[..length].ToArray();
    }

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
