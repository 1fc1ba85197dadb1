using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data.Files;

public sealed class UserReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Columns_of_all_types_join_by_id()
    {
        var dataset = Read(
            folder.Write("users.csv", "user,age,city\n2,31,Oslo\n1,,\"Paris, north\"\n")
        );

        Assert.Equal(["age", "city"], dataset.UserColumns.Select(column => column.Name));
        Assert.Equal(["", "31"], dataset.UserColumns[0].ToTexts());
        Assert.Equal(["Paris, north", "Oslo"], dataset.UserColumns[1].ToTexts());
        Assert.Empty(dataset.Report.Notes);
    }

    [Fact]
    public void Types_that_a_source_declares_are_kept()
    {
        var parquet = Path.Combine(folder.Path, "users.parquet");
        Duck.Execute(
            $"COPY (SELECT * FROM (VALUES (1, 31, 1.5, DATE '2020-02-01', ['a|b', 'c'], {{'x': 1}}), (2, NULL, NULL, NULL, NULL, NULL)) v(user_id, age, weight, since, tags, more)) TO '{parquet}' (FORMAT parquet)"
        );

        var dataset = Read(parquet);

        // A structure describes nothing by itself.
        Assert.Equal(
            ["age", "weight", "since", "tags"],
            dataset.UserColumns.Select(column => column.Name)
        );
        Assert.Equal(
            [ColumnType.Number, ColumnType.Number, ColumnType.Time, ColumnType.List],
            dataset.UserColumns.Select(column => column.Type)
        );
        Assert.Equal(
            ["31", "1.5", "2020-02-01", "a|b|c"],
            dataset.UserColumns.Select(column => column[0])
        );
        Assert.All(dataset.UserColumns, column => Assert.Equal("", column[1]));
    }

    [Fact]
    public void Users_without_interactions_and_users_not_described_are_told()
    {
        var dataset = Read(folder.Write("users.csv", "id,age\n9,50\n1,20\nx,30\n"));

        Assert.Equal(["1", "2"], Shown.Ids(dataset.Users));
        Assert.False(dataset.Users.IsString);
        Assert.Equal(["20", ""], dataset.UserColumns[0].ToTexts());
        Assert.Contains(
            dataset.Report.Notes,
            note => note.StartsWith("2 of the described users", StringComparison.Ordinal)
        );
        Assert.Contains(
            dataset.Report.Notes,
            note => note.StartsWith("1 of 2 users are not described", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_query_can_describe_users()
    {
        var file = folder.Write("users.csv", "who,age\n1,20\n2,30\n");

        var dataset = Read($"SELECT who::INT AS who, age::INT * 2 AS age FROM '{file}'", "who");

        Assert.Equal(["40", "60"], dataset.UserColumns[0].ToTexts());
    }

    [Theory]
    [InlineData("person,age\n1,2\n", null, "Name it with --user-id. It has: person, age.")]
    [InlineData("user,age\n1,2\n", "who", "has no column 'who' (--user-id)")]
    [InlineData("user,age\n7,2\n8,3\n", null, "None of the 2 users")]
    [InlineData("user,age\n,2\n", null, "have no row with an id")]
    public void A_file_that_describes_nobody_is_refused(string text, string? id, string message)
    {
        var error = Loading.Refusal(Options(folder.Write("users.csv", text), id));

        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fingerprint_tells_what_users_are_like_and_not_in_which_order_they_stand()
    {
        var one = Read(folder.Write("a.csv", "user,age\n1,20\n2,30\n"));
        var turned = Read(folder.Write("b.csv", "user,age\n2,30\n1,20\n"));
        var other = Read(folder.Write("c.csv", "user,age\n1,20\n2,31\n"));

        Assert.Equal(one.Fingerprint, turned.Fingerprint);
        Assert.NotEqual(one.Fingerprint, other.Fingerprint);
    }

    [Fact]
    public void A_named_set_brings_its_own_users()
    {
        var error = Loading.Refusal(new() { Dataset = "sample", Users = "users.csv" });

        Assert.Contains("leave out --dataset or --users", error, StringComparison.Ordinal);
        Assert.Contains(
            "--user-id needs --users",
            Loading.Refusal(new() { UserId = "who" }),
            StringComparison.Ordinal
        );
    }

    private Dataset Read(string users, string? id = null) => Loading.Read(Options(users, id));

    private DataOptions Options(string users, string? id) =>
        new()
        {
            Interactions = [folder.Write("met.csv", "user,item\n1,20\n2,10\n")],
            Users = users,
            UserId = id,
        };
}
