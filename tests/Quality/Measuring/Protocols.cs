using OnnxRetrieval.Quality.Data;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Quality.Measuring;

/// <summary>What the defaults are held to.</summary>
internal static class Protocols
{
    private static readonly SplitOptions LeaveLast = new() { Kind = "leave-last" };
    private static readonly SplitOptions Random = new()
    {
        Kind = "random",
        TestFraction = 0.25,
        WithinUser = true,
    };
    private static readonly SplitOptions Temporal = new() { Kind = "temporal" };

    /// <summary>Each with the goals that stand beside the best published models.</summary>
    public static IReadOnlyList<Protocol> All { get; } =
    [
        new(
            "leave-last",
            "MovieLens 100K, each user's last item held out",
            Sources.MovieLens100K,
            LeaveLast,
            [new("recall@20", 0.240, 0.260), new("ndcg@10", 0.080, 0.090)]
        ),
        new(
            "random",
            "MovieLens 100K, a random quarter of each user's items held out",
            Sources.MovieLens100K,
            Random,
            [new("ndcg@10", 0.472, 0.495)]
        ),
        new(
            "ml-1m",
            "MovieLens 1M, the split of LightGCN's successors",
            Sources.MovieLens1M,
            new SplitOptions(),
            [new("recall@20", 0.261, 0.275), new("ndcg@20", 0.325, 0.345)]
        )
        {
            Time = new(30, 5),
        },
        new(
            "temporal",
            "MovieLens 100K, the last fifth of all held out; of each user the earlier half of it given",
            Sources.MovieLens100K,
            Temporal,
            [new("ndcg@10", 1.3, 1.6, "popularity")]
        )
        {
            Contest = Contest.Strangers,
        },
        new(
            "item-to-item",
            "MovieLens 100K, from each user's last item but one to the last",
            Sources.MovieLens100K,
            LeaveLast,
            [new("recall@20", 1.1, 1.3, "cosine")]
        )
        {
            Contest = Contest.Items,
        },
    ];

    /// <summary>What defaults are chosen by: validation sets, of which the test parts of the above are no part.</summary>
    public static IReadOnlyList<AblationSet> ForAblations { get; } =
    [
        new(
            "leave-last",
            "MovieLens 100K, each user's last item but one",
            Sources.MovieLens100K,
            LeaveLast
        ),
        new(
            "random",
            "MovieLens 100K, a random tenth of each user's items",
            Sources.MovieLens100K,
            Random
        ),
        new(
            "temporal",
            "MovieLens 100K, by time: users unseen in training with their earlier items given, and others",
            Sources.MovieLens100K,
            Temporal
        ),
        new("ml-1m", "MovieLens 1M, the validation file", Sources.MovieLens1M, new SplitOptions()),
        new(
            "half-users",
            "MovieLens 100K, half of the users; each one's last item but one",
            Sources.Thinned(Sources.MovieLens100K, LeaveLast, users: 0.5, interactions: 1),
            LeaveLast
        ),
        new(
            "half-items",
            "MovieLens 100K, half of each user's items; the last but one",
            Sources.Thinned(Sources.MovieLens100K, LeaveLast, users: 1, interactions: 0.5),
            LeaveLast
        ),
        new(
            "quarter-items",
            "MovieLens 100K, a quarter of each user's items; a random tenth",
            Sources.Thinned(Sources.MovieLens100K, Random, users: 1, interactions: 0.25),
            Random
        ),
        new(
            "ml-1m-quarter",
            "MovieLens 1M, a quarter of each user's items; a random tenth",
            Sources.Thinned(Sources.MovieLens1M, new SplitOptions(), users: 1, interactions: 0.25),
            Random
        ),
        new(
            "sample",
            "the built-in sample; each user's last item but one",
            Sources.Sample,
            LeaveLast
        ),
        new(
            "drawn",
            "400,000 drawn events of 30,000 users and 41,000 items; each user's last item but one",
            Sources.Drawn,
            LeaveLast
        ),
    ];
}
