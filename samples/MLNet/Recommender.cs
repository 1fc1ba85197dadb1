using Microsoft.ML;

namespace OnnxRetrieval.Samples.MLNet;

/// <summary>A retrieval file as a transformer of ML.NET.</summary>
internal static class Recommender
{
    /// <summary>
    /// Places of each list. ML.NET fixes sizes when a file is loaded, and takes no list of length 0: lists are padded to
    /// this, which the contract allows.
    /// </summary>
    public const int Places = 100;

    // ML.NET's own default. Naming it also chooses between two overloads that otherwise are alike.
    private const int RecursionLimit = 100;

    private static readonly string[] Inputs = ["user_id", "history", "k", "exclude"];

    private static readonly string[] Outputs =
    [
        "candidate_id",
        "title",
        "score",
        "candidate_index",
        "query_known",
    ];

    /// <summary>Loads a file for queries of one kind of ids.</summary>
    /// <exception cref="ArgumentException">The file has other inputs, or ids of another type.</exception>
    public static ITransformer Load<TId>(MLContext ml, string path)
    {
        var sizes = new Dictionary<string, int[]>
        {
            ["user_id"] = [1],
            ["history"] = [1, Places],
            ["k"] = [1],
            ["exclude"] = [1, Places],
        };
        var model = ml.Transforms.ApplyOnnxModel(
            Outputs,
            Inputs,
            path,
            sizes,
            gpuDeviceId: null,
            fallbackToCpu: false,
            RecursionLimit
        );
        return model.Fit(ml.Data.LoadFromEnumerable<Query<TId>>([]));
    }

    /// <summary>A query, its lists padded.</summary>
    /// <param name="parse">From text to an id.</param>
    /// <param name="missing">What stands for no id: -1 or "".</param>
    /// <param name="user">The user, or null for somebody unknown.</param>
    /// <param name="history">What the user met, the latest last.</param>
    /// <param name="excluded">What never to recommend.</param>
    /// <param name="count">How many results.</param>
    /// <exception cref="ArgumentException">A list has more than <see cref="Places"/>.</exception>
    public static Query<TId> Ask<TId>(
        Converter<string, TId> parse,
        TId missing,
        string? user,
        string[] history,
        string[] excluded,
        int count
    )
    {
        return new Query<TId>
        {
            User = [user is null ? missing : parse(user)],
            History = Pad(history),
            Count = [count],
            Excluded = Pad(excluded),
        };

        TId[] Pad(string[] ids) =>
            ids.Length <= Places
                ?
                [
                    .. ids.Select(id => parse(id)),
                    .. Enumerable.Repeat(missing, Places - ids.Length),
                ]
                : throw new ArgumentException($"At most {Places} ids are taken, not {ids.Length}.");
    }
}
