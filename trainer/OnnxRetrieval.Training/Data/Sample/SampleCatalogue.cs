namespace OnnxRetrieval.Training.Data.Sample;

/// <summary>Makes up the movies.</summary>
internal static class SampleCatalogue
{
    public const int MovieCount = 1_682;
    public const int StyleLength = 6;
    public const int LastYear = 2024;
    private static readonly string[] Slots = ["{a}", "{n}", "{p}", "{f}", "{s}"];

    /// <summary>A hidden style for each kind of movie: kinds of a family are alike.</summary>
    public static double[][] Styles(SeededRandom random)
    {
        var families = new Dictionary<string, double[]>();
        var styles = new double[SubGenres.All.Length][];
        for (var kind = 0; kind < styles.Length; kind++)
        {
            var family = SubGenres.All[kind].Family;
            if (!families.TryGetValue(family, out var common))
            {
                families[family] = common = NormalVector(random, 0.7);
            }
            styles[kind] = Sum(common, NormalVector(random, 0.5));
        }
        return styles;
    }

    public static SampleMovie[] Make(double[][] styles, SeededRandom random)
    {
        var subGenres = Assign(random);
        var ranks = new int[MovieCount];
        for (var i = 0; i < ranks.Length; i++)
        {
            ranks[i] = i;
        }
        random.Shuffle(ranks);
        var titles = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var movies = new SampleMovie[MovieCount];
        for (var movie = 0; movie < movies.Length; movie++)
        {
            var kind = SubGenres.All[subGenres[movie]];
            // Newer movies are more: the larger of two draws.
            var span = kind.LastYear - kind.FirstYear + 1;
            var year = kind.FirstYear + Math.Max(random.Next(span), random.Next(span));
            string title;
            do
            {
                title = Title(kind, random);
            } while (!titles.Add(title));
            movies[movie] = new()
            {
                Title = $"{title} ({year})",
                Genres = kind.Genres,
                Year = year,
                SubGenre = subGenres[movie],
                Popularity = Popularity(ranks[movie]),
                Quality =
                    (0.35 * ExactMath.NextNormal(random))
                    + (0.3 * (0.5 - (ranks[movie] / (double)MovieCount))),
                Released =
                    year == LastYear ? random.Next((int)(SampleAudience.Duration * 8 / 10)) : 0,
                Style = Sum(styles[subGenres[movie]], NormalVector(random, 0.6)),
            };
        }
        return movies;
    }

    // A long tail: about as steep as MovieLens 100K.
    private static double Popularity(int rank)
    {
        var rest = 1 - (rank / (double)MovieCount);
        return rest
            * rest
            * rest
            * (rest / (1 + (rank / 300.0)))
            * (1 + (4.0 / (1 + (rank / 12.0))));
    }

    private static int[] Assign(SeededRandom random)
    {
        var shares = SubGenres.All.Sum(kind => kind.Share);
        var assigned = new int[MovieCount];
        var (next, sum) = (0, 0);
        for (var kind = 0; kind < SubGenres.All.Length; kind++)
        {
            sum += SubGenres.All[kind].Share;
            for (var end = sum * MovieCount / shares; next < end; next++)
            {
                assigned[next] = kind;
            }
        }
        random.Shuffle(assigned);
        return assigned;
    }

    private static string Title(SubGenre kind, SeededRandom random)
    {
        var title = Pick(kind.Templates, random);
        foreach (var slot in Slots)
        {
            var words = slot switch
            {
                "{a}" => kind.Qualities,
                "{n}" => kind.Things,
                "{p}" => SubGenres.Places,
                "{f}" => SubGenres.FirstNames,
                _ => SubGenres.Surnames,
            };
            while (title.IndexOf(slot, StringComparison.Ordinal) is >= 0 and var start)
            {
                string word;
                do
                {
                    word = Pick(words, random);
                } while (title.Contains(word, StringComparison.Ordinal));
                title = string.Concat(
                    title.AsSpan(0, start),
                    word,
                    title.AsSpan(start + slot.Length)
                );
            }
        }
        return WithArticle(title);
    }

    // "A Alibi" becomes "An Alibi".
    private static string WithArticle(string title)
    {
        for (var i = 0; i + 2 < title.Length; i++)
        {
            if (
                title[i] is 'A' or 'a'
                && title[i + 1] == ' '
                && (i == 0 || title[i - 1] == ' ')
                && StartsWithVowelSound(title.AsSpan(i + 2))
            )
            {
                title = title.Insert(i + 1, "n");
            }
        }
        return title;
    }

    private static bool StartsWithVowelSound(ReadOnlySpan<char> word) =>
        word[0] is 'A' or 'E' or 'I' or 'O' or 'U'
        || word.StartsWith("Heir", StringComparison.Ordinal)
        || word.StartsWith("Honour", StringComparison.Ordinal);

    private static double[] Sum(double[] one, double[] other) =>
        [.. one.Select((value, i) => value + other[i])];

    private static string Pick(string[] words, SeededRandom random) =>
        words[random.Next(words.Length)];

    private static double[] NormalVector(SeededRandom random, double scale)
    {
        var vector = new double[StyleLength];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = scale * ExactMath.NextNormal(random);
        }
        return vector;
    }
}
