namespace OnnxRetrieval.Tool;

/// <summary>Guesses what a mistyped name was meant to be.</summary>
internal static class Nearest
{
    /// <summary>The known name nearest to what was typed, or null where none is near enough to be meant.</summary>
    public static string? To(string typed, IEnumerable<string> known)
    {
        string? best = null;
        var least = int.MaxValue;
        foreach (var name in known)
        {
            var distance = Distance(Plain(typed), Plain(name));
            if (distance < least)
            {
                (best, least) = (name, distance);
            }
        }
        return least <= Math.Max(1, Plain(typed).Length / 3) ? best : null;
    }

    /// <summary>
    /// Edits that turn one text into the other, where swapping two neighbours is one edit (optimal string alignment).
    /// </summary>
    public static int Distance(string left, string right)
    {
        var earlier = new int[right.Length + 1];
        var above = new int[right.Length + 1];
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            above[j] = j;
        }
        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], earlier[j - 2] + 1);
                }
            }
            (earlier, above, row) = (above, row, earlier);
        }
        return above[right.Length];
    }

    // --learning_rate means --learning-rate, and so does learningRate.
    private static string Plain(string name) =>
        name.TrimStart('-')
            .Replace("-", "", StringComparison.Ordinal)
            .Replace("_", "", StringComparison.Ordinal)
            .ToLowerInvariant();
}
