namespace OnnxRetrieval.Training.Data.Sample;

/// <summary>
/// Makes up the users and lets them choose and rate movies. A user likes some kinds of movies, mostly of one or two
/// families, and a hidden style; goes through them in sessions, each in the mood for one kind; and comes to like
/// something new halfway. Popularity and news decide the rest.
/// </summary>
internal sealed class SampleAudience(SampleMovie[] movies, double[][] styles, SeededRandom random)
{
    public const int UserCount = 943;
    public const int RatingCount = 100_000;
    public const int FewestRatings = 20;

    /// <summary>2024-01-01 to 2024-12-31, in seconds.</summary>
    public const long Duration = 365 * 86_400L;

    private const long Start = 1_704_067_200;
    private const int RatingsASession = 22;
    private readonly double[] weights = new double[movies.Length];
    private readonly bool[] isSeen = new bool[movies.Length];

    /// <summary>All ratings, by time.</summary>
    public SampleRating[] Rate()
    {
        var counts = Activity();
        var ratings = new List<SampleRating>(RatingCount);
        for (var user = 0; user < UserCount; user++)
        {
            Rate(user, counts[user], ratings);
        }
        GiveEveryMovieOne(ratings);
        ratings.Sort(
            (a, b) =>
            {
                var byTime = a.Time.CompareTo(b.Time);
                return byTime != 0 ? byTime : a.User.CompareTo(b.User);
            }
        );
        return [.. ratings];
    }

    // 20 and a long tail with median 60 and mean 106, then one more or less until the sum is exact.
    private int[] Activity()
    {
        var counts = new int[UserCount];
        var sum = 0;
        for (var user = 0; user < counts.Length; user++)
        {
            var share = random.NextDouble();
            counts[user] = FewestRatings + (int)(43 * share / (1.065 - share));
            sum += counts[user];
        }
        while (sum != RatingCount)
        {
            var user = random.Next(UserCount);
            var step = Math.Sign(RatingCount - sum);
            if (counts[user] + step >= FewestRatings)
            {
                counts[user] += step;
                sum += step;
            }
        }
        return counts;
    }

    private void Rate(int user, int count, List<SampleRating> ratings)
    {
        var taste = new SampleTaste(styles, random);
        var sessions = 1 + (count / RatingsASession);
        var first = (long)(random.NextDouble() * Duration * 0.9);
        var last = Math.Min(Duration, first + (sessions * 3 * 86_400L));
        Array.Clear(isSeen);
        var clock = first;
        for (var session = 0; session < sessions; session++)
        {
            var progress = session / (double)sessions;
            clock = Math.Max(clock + 600, first + (long)((last - first) * progress));
            var mood = taste.Mood(progress, random);
            var total = Weigh(taste, progress, mood, clock);
            var until = count * (session + 1) / sessions;
            for (var i = count * session / sessions; i < until; i++)
            {
                var movie = Draw(ref total);
                isSeen[movie] = true;
                clock += 20 + random.Next(160);
                ratings.Add(new(user, movie, Stars(taste, movie), Start + clock));
            }
        }
    }

    private double Weigh(SampleTaste taste, double progress, int mood, long clock)
    {
        var total = 0.0;
        for (var movie = 0; movie < weights.Length; movie++)
        {
            var one = movies[movie];
            var weight = isSeen[movie] || one.Released > clock ? 0 : one.Popularity;
            if (weight > 0)
            {
                if (one.Released > 0)
                {
                    // New: talked about most in the first weeks.
                    weight *= 1 + (3.0 / (1 + ((clock - one.Released) / (30 * 86_400.0))));
                }
                weight *= taste.Interest(one.SubGenre, progress) * (one.SubGenre == mood ? 2 : 1);
                weight *= taste.Attraction(one.Style);
            }
            weights[movie] = weight;
            total += weight;
        }
        return total;
    }

    private int Draw(ref double total)
    {
        var rest = random.NextDouble() * total;
        var chosen = -1;
        for (var movie = 0; movie < weights.Length; movie++)
        {
            if (weights[movie] > 0)
            {
                chosen = movie;
                rest -= weights[movie];
                if (rest < 0)
                {
                    break;
                }
            }
        }
        total -= weights[chosen];
        weights[chosen] = 0;
        return chosen;
    }

    private int Stars(SampleTaste taste, int movie)
    {
        var one = movies[movie];
        var stars =
            3.4
            + one.Quality
            + taste.Generosity
            + taste.Liking(one)
            + (0.85 * ExactMath.NextNormal(random));
        return Math.Clamp((int)Math.Floor(stars + 0.5), 1, 5);
    }

    // As in MovieLens, no movie is without a rating: someone who rated much gives one up.
    private void GiveEveryMovieOne(List<SampleRating> ratings)
    {
        var counts = new int[movies.Length];
        foreach (var rating in ratings)
        {
            counts[rating.Movie]++;
        }
        for (var movie = 0; movie < counts.Length; movie++)
        {
            while (counts[movie] == 0)
            {
                var place = random.Next(ratings.Count);
                var given = ratings[place];
                if (counts[given.Movie] > 50 && given.Time - Start >= movies[movie].Released)
                {
                    counts[given.Movie]--;
                    counts[movie]++;
                    ratings[place] = given with { Movie = movie };
                }
            }
        }
    }
}
