using System.Globalization;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Scoring;
using OnnxRetrieval.Training.Tests.Data;

namespace OnnxRetrieval.Training.Tests.Scoring;

public sealed class BatchScoringTests : IDisposable
{
    private const int K = 3;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("recs.parquet", false)]
    [InlineData("recs.parquet", true)]
    [InlineData("recs.csv", false)]
    [InlineData("recs.jsonl", false)]
    public void Each_user_gets_what_a_single_call_gives_in_the_order_of_the_file(
        string name,
        bool integerIds
    )
    {
        using var retriever = ScoredUsers.OfIds(folder, integerIds);
        var users = Users(integerIds);

        var report = Score(retriever, Options(name));

        Assert.Equal(users.Length, report.Users);
        Assert.Equal(users.Length * K, report.Results);
        Assert.Equal(Expected(retriever, users), Written(report.Path));
        Assert.Equal([name], Outputs());
    }

    [Fact]
    public void Ids_keep_their_types_in_Parquet()
    {
        using var retriever = ScoredUsers.OfIds(folder, integerIds: true);
        Duck.Execute($"COPY (SELECT range AS user_id FROM range(5)) TO '{File("users.parquet")}'");

        var report = Score(
            retriever,
            Options("recs.parquet") with
            {
                Users = File("users.parquet"),
            }
        );

        Assert.Equal(
            ["user_id|BIGINT", "known|BOOLEAN", "rank|INTEGER", "item_id|BIGINT", "score|FLOAT"],
            Duck.Rows($"SELECT column_name, column_type FROM (DESCRIBE FROM '{report.Path}')")
        );
    }

    [Fact]
    public void Parts_together_are_the_whole()
    {
        using var retriever = ScoredUsers.OfIds(folder);
        Users();
        var whole = Score(retriever, Options("whole.parquet"));

        for (var number = 1; number <= 4; number++)
        {
            Score(retriever, Options("recs.parquet") with { Part = new(number, 4) });
        }

        Assert.Equal(Written(whole.Path), Written(File("recs.part-*-of-4.parquet")));
    }

    [Fact]
    public void A_part_without_users_has_an_empty_file()
    {
        using var retriever = ScoredUsers.OfIds(folder);
        folder.Write("users.csv", "user_id\nu000\n");

        var report = Score(retriever, Options("recs.parquet") with { Part = new(1, 2) });

        Assert.Equal(0, report.Users);
        Assert.Empty(Written(report.Path));
    }

    [Fact]
    public void An_interrupted_run_goes_on_and_ends_with_the_same_file()
    {
        using var retriever = ScoredUsers.OfIds(folder);
        var users = Users();
        var options = Options("recs.parquet") with { ResultsOfPiece = 64 * K };
        using var interruption = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() =>
            BatchScoring.Run(
                retriever,
                options,
                new Told(progress =>
                {
                    if (progress.Done > users.Length / 2)
                    {
                        interruption.Cancel();
                    }
                }),
                interruption.Token
            )
        );
        Assert.Empty(Outputs());
        var report = Score(retriever, options);

        Assert.InRange(report.Resumed, 1, users.Length - 1);
        Assert.Equal(Expected(retriever, users), Written(report.Path));
        Assert.Equal(["recs.parquet"], Outputs());
    }

    [Fact]
    public void What_an_interrupted_run_left_is_not_used_for_other_users()
    {
        using var retriever = ScoredUsers.OfIds(folder);
        Users();
        var options = Options("recs.parquet") with { ResultsOfPiece = 64 * K };
        using var interruption = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            BatchScoring.Run(
                retriever,
                options,
                new Told(progress =>
                {
                    if (progress.Done > 200)
                    {
                        interruption.Cancel();
                    }
                }),
                interruption.Token
            )
        );

        folder.Write("users.csv", "user_id\nu007\nu009\n");
        var report = Score(retriever, options);

        Assert.Equal(0, report.Resumed);
        Assert.Equal(Expected(retriever, ["u007", "u009"]), Written(report.Path));
    }

    [Fact]
    public void Nobody_gets_what_they_have_met_or_what_is_excluded_for_all()
    {
        using var retriever = ScoredUsers.OfIds(folder);
        var users = Users();
        var excluded = retriever.Retrieve("u001", 1)[0].Id;
        var met = retriever.Retrieve("u002", 2).Select(hit => hit.Id).ToArray();
        var seen = new Dataset(
            "seen",
            new IdTable(["u002"]),
            new IdTable([.. met, "unknown"]),
            new Interactions([0, 0, 0], [0, 1, 2]),
            [],
            new DataReport(),
            ""
        );

        var report = Score(
            retriever,
            Options("recs.parquet") with
            {
                Excluded = [excluded, "unknown"],
                Seen = seen,
            }
        );

        Assert.Equal(
            Expected(retriever, users, user => user == "u002" ? [.. met, excluded] : [excluded]),
            Written(report.Path)
        );
    }

    [Fact]
    public void Columns_named_as_features_give_their_values()
    {
        using var retriever = ScoredUsers.OfFeatures(folder);
        Duck.Execute(
            $"COPY (FROM (VALUES ('a', ['i01', 'i07'], 31), ('b', [], NULL)) AS users(user_id, history, age)) TO '{File("users.parquet")}'"
        );
        folder.Write("users.csv", "user_id,history,age\na,i01|i07,31\nb,,\n");

        var fromLists = Score(
            retriever,
            Options("lists.parquet") with
            {
                Users = File("users.parquet"),
            }
        );
        var fromText = Score(retriever, Options("text.parquet"));

        var a = new Query { ["history"] = new[] { "i01", "i07" }, ["age"] = 31 };
        var b = new Query { ["age"] = float.NaN };
        List<string> expected =
        [
            .. Expected("a", retriever.Retrieve(a, K)),
            .. Expected("b", retriever.Retrieve(b, K)),
        ];
        Assert.Equal(expected, Written(fromLists.Path));
        Assert.Equal(expected, Written(fromText.Path));
        Assert.Empty(fromText.MissingFeatures);
    }

    [Fact]
    public void Features_without_a_column_are_told_and_rows_without_an_id_left_out()
    {
        using var retriever = ScoredUsers.OfFeatures(folder);
        folder.Write("users.csv", "who,age\na,31\n,32\n");

        var report = Score(retriever, Options("recs.csv") with { UserColumn = "who" });

        Assert.Equal(["history"], report.MissingFeatures);
        Assert.Equal(1, report.WithoutId);
        Assert.Equal(
            Expected("a", retriever.Retrieve(new Query { ["age"] = 31 }, K)),
            Written(report.Path)
        );
    }

    [Theory]
    [InlineData("recs.txt", "user_id\na\n", ".parquet, .csv, .jsonl")]
    [InlineData("none/recs.csv", "user_id\na\n", "There is no folder")]
    [InlineData("recs.csv", "name\na\n", "--user-column")]
    [InlineData("recs.csv", "user_id\n", "nobody to score")]
    public void What_cannot_be_done_is_told(string output, string users, string message)
    {
        using var retriever = ScoredUsers.OfIds(folder);
        folder.Write("users.csv", users);

        var error = Assert.Throws<InputException>(() => Score(retriever, Options(output)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_has_nothing_that_the_model_takes_is_refused()
    {
        using var retriever = ScoredUsers.OfFeatures(folder);
        folder.Write("users.csv", "user_id\na\n");

        var error = Assert.Throws<InputException>(() => Score(retriever, Options("recs.csv")));

        Assert.Contains("history", error.Message, StringComparison.Ordinal);
    }

    private static ScoringReport Score(Retriever retriever, ScoringOptions options) =>
        BatchScoring.Run(retriever, options, cancellation: TestContext.Current.CancellationToken);

    private string File(string name) => Path.Combine(folder.Path, name);

    private ScoringOptions Options(string output) =>
        new()
        {
            Users = File("users.csv"),
            Output = File(output),
            Count = K,
        };

    // All users of the model in no order, and a stranger.
    private string[] Users(bool integerIds = false)
    {
        var users = Enumerable
            .Range(0, ScoredUsers.Users + 1)
            .Select(user =>
                integerIds ? user.ToString(CultureInfo.InvariantCulture) : ScoredUsers.User(user)
            )
            .ToArray();
        new Random(1).Shuffle(users);
        folder.Write("users.csv", $"user_id\n{string.Join('\n', users)}\n");
        return users;
    }

    private List<string> Outputs() =>
        [
            .. Directory
                .EnumerateFileSystemEntries(folder.Path, "recs*")
                .Select(path => Path.GetFileName(path))
                .Where(name => !name.EndsWith("-pieces", StringComparison.Ordinal)),
        ];

    private static List<string> Expected(
        Retriever retriever,
        string[] users,
        Func<string, string[]>? excluded = null
    ) =>
        [
            .. users.SelectMany(user =>
                Expected(user, retriever.Retrieve(user, K, excluded?.Invoke(user)))
            ),
        ];

    private static IEnumerable<string> Expected(string user, Retrieval results) =>
        results.Select(
            (hit, rank) =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{user}|{results.IsKnown}|{rank + 1}|{hit.Id}|{Math.Round((decimal)hit.Score, 4):0.0000}"
                )
        );

    private static List<string> Written(string path) =>
        Duck.Rows($"SELECT user_id, known, rank, item_id, printf('%.4f', score) FROM '{path}'");

    private sealed class Told(Action<ScoringProgress> act) : IProgress<ScoringProgress>
    {
        public void Report(ScoringProgress value) => act(value);
    }
}
