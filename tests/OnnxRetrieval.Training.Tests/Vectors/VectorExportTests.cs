using System.Globalization;
using OnnxRetrieval.Training.Packing;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Scoring;
using OnnxRetrieval.Training.Vectors;

namespace OnnxRetrieval.Training.Tests.Vectors;

public sealed class VectorExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("parquet", false, false)]
    [InlineData("parquet", true, true)]
    [InlineData("npy", true, false)]
    [InlineData("npy", false, true)]
    public void Inner_products_are_the_models_scores(string format, bool integerIds, bool biases)
    {
        using var retriever = ScoredUsers.OfIds(folder, integerIds, biases);

        var report = Export("out", format);

        Assert.Equal(ScoredUsers.Users, report.Users);
        Assert.Equal(ScoredUsers.Candidates, report.Candidates);
        Assert.Equal(biases, report.HasBiases);
        var users = Read("users", "user_id", format);
        var candidates = Read("candidates", "item_id", format);
        Assert.Equal(retriever.CandidateIds, candidates.Select(candidate => candidate.Id));
        foreach (var user in users)
        {
            Assert.Equal(report.Dimensions, user.Vector.Length);
            var scores = retriever
                .Retrieve(user.Id, ScoredUsers.Candidates)
                .ToDictionary(hit => hit.Id, hit => hit.Score);
            Assert.All(
                candidates,
                candidate =>
                    Assert.Equal(
                        scores[candidate.Id],
                        user.Vector.Zip(candidate.Vector, (a, b) => a * b).Sum(),
                        1e-5
                    )
            );
        }
    }

    [Fact]
    public void Ids_keep_their_types_in_Parquet()
    {
        ScoredUsers.OfIds(folder, integerIds: true).Dispose();

        Export("shop.parquet");

        Assert.Equal(
            ["user_id|BIGINT", "vector|FLOAT[]"],
            Duck.Rows(
                $"SELECT column_name, column_type FROM (DESCRIBE FROM '{folder["shop.users.parquet"]}')"
            )
        );
        Assert.Equal(
            ["item_id|BIGINT", "title|VARCHAR", "vector|FLOAT[]"],
            Duck.Rows(
                $"SELECT column_name, column_type FROM (DESCRIBE FROM '{folder["shop.candidates.parquet"]}')"
            )
        );
    }

    [Fact]
    public void What_is_written_can_be_packed_again()
    {
        using var retriever = ScoredUsers.OfIds(folder);
        Export("out", "npy");

        var candidates = NpyFile.Read(folder["out/candidates.npy"]);

        Assert.Equal(ScoredUsers.Candidates * candidates.Columns, candidates.Values.Length);
        Assert.Equal(
            [.. retriever.CandidateIds.Select(id => $"{id}|Title, {id}")],
            Duck.Rows($"SELECT * FROM '{folder["out/candidates.csv"]}'")
        );
    }

    [Fact]
    public void Users_of_a_file_are_asked_with_what_it_tells_of_them()
    {
        using var retriever = ScoredUsers.OfFeatures(folder);
        folder.Write("users.csv", "user_id,history,age\na,i01|i07,31\nb,,40\n,i01,3\nc,i02,\n");

        var report = Export("out.npy", users: folder["users.csv"]);

        Assert.Equal(2, report.Users);
        Assert.Equal(1, report.Unknown);
        Assert.Equal(1, report.WithoutId);
        var users = Read("out.users", "user_id", "npy", "");
        var candidates = Read("out.candidates", "item_id", "npy", "");
        Assert.Equal(["a", "c"], users.Select(user => user.Id));
        var expected = retriever.Retrieve(
            new Query { ["history"] = new[] { "i01", "i07" }, ["age"] = 31 },
            1
        )[0];
        Assert.Equal(
            expected.Score,
            users[0].Vector.Zip(candidates[expected.Index].Vector, (a, b) => a * b).Sum(),
            1e-5
        );
    }

    [Fact]
    public void A_model_without_users_by_id_gives_candidates_alone()
    {
        ScoredUsers.OfFeatures(folder).Dispose();

        var report = Export("out");

        Assert.Null(report.Users);
        Assert.Equal([folder["out/candidates.parquet"]], report.Files);
        Assert.Equal(["candidates.parquet"], Names("out"));
    }

    [Theory]
    [InlineData("out.sql", "npy", "--format asks for npy")]
    [InlineData("retrieval.onnx", null, "is a file whose extension is none of parquet, npy, sql")]
    public void A_name_that_does_not_fit_is_told(string target, string? format, string message)
    {
        ScoredUsers.OfIds(folder).Dispose();

        var error = Assert.Throws<InputException>(() => Export(target, format));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.True(error.IsWrongUse);
    }

    [Fact]
    public void Columns_that_share_a_name_are_told()
    {
        ScoredUsers.OfIds(folder, column: "Vector").Dispose();

        var error = Assert.Throws<InputException>(() => Export("out"));

        Assert.Contains("column 'Vector'", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("npy")]
    [InlineData("sql")]
    public void An_interrupted_export_leaves_no_file_of_users(string format)
    {
        ScoredUsers.OfIds(folder).Dispose();
        using var interruption = new CancellationTokenSource();
        interruption.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
            VectorExport.Run(
                new()
                {
                    Model = folder["retrieval.onnx"],
                    Target = VectorTarget.Parse(folder["out"], format),
                },
                interruption.Token
            )
        );

        if (Directory.Exists(folder["out"]))
        {
            Assert.DoesNotContain(
                Names("out"),
                name => !name.StartsWith("candidates.", StringComparison.Ordinal)
            );
        }
    }

    private VectorExportReport Export(string target, string? format = null, string? users = null) =>
        VectorExport.Run(
            new()
            {
                Model = folder["retrieval.onnx"],
                Target = VectorTarget.Parse(folder[target], format),
                Users = users,
            },
            TestContext.Current.CancellationToken
        );

    private IEnumerable<string> Names(string of) =>
        Directory.EnumerateFileSystemEntries(folder[of]).Select(path => Path.GetFileName(path));

    private List<Row> Read(string name, string id, string format, string of = "out/")
    {
        if (format == "parquet")
        {
            return
            [
                .. Duck.Rows(
                        $"SELECT {id}, array_to_string(vector, ' ') FROM '{folder[$"{of}{name}.parquet"]}'"
                    )
                    .Select(row => row.Split('|'))
                    .Select(row => new Row(
                        row[0],
                        [
                            .. row[1]
                                .Split(' ')
                                .Select(number =>
                                    float.Parse(number, CultureInfo.InvariantCulture)
                                ),
                        ]
                    )),
            ];
        }
        var (values, columns) = NpyFile.Read(folder[$"{of}{name}.npy"]);
        var ids = Duck.Rows($"SELECT {id} FROM '{folder[$"{of}{name}.csv"]}'");
        return [.. ids.Zip(values.Chunk(columns), (row, vector) => new Row(row, vector))];
    }

    private sealed record Row(string Id, float[] Vector);
}
