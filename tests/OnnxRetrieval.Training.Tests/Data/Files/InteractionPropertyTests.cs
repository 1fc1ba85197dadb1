using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Tests;

namespace OnnxRetrieval.Training.Tests.Data.Files;

/// <summary>Whatever rows a file holds, reading them gives what the plainest code makes of them.</summary>
public sealed class InteractionPropertyTests : IDisposable
{
    private const long Noon = 946_728_000;

    private static readonly Config Some = Config
        .QuickThrowOnFailure.WithMaxTest(40)
        .WithQuietOnSuccess(true);

    // How a text file may write a number, and which that is.
    private static readonly (string Text, double? Value)[] Ratings =
    [
        ("3", 3),
        ("3.5", 3.5),
        ("-0.1", -0.1),
        (" 4 ", 4),
        ("1e2", 100),
        ("16777217", 16777217),
        ("", null),
        ("NA", null),
        ("null", null),
        ("\\N", null),
        ("nan", double.NaN),
        ("-Infinity", double.NegativeInfinity),
        ("1e39", 1e39),
    ];

    private static readonly (string Text, long? Value)[] Times =
    [
        ("0", 0),
        ("-5", -5),
        ("946728000", Noon),
        ("946728000000", Noon),
        ("946728000000000", Noon),
        ("946728000.75", Noon),
        ("2000-01-01", Noon - 43_200),
        ("2000-01-01 12:00", Noon),
        ("2000-01-01T12:00:00Z", Noon),
        ("2000-01-01T13:00:00.5+01:00", Noon),
        ("", null),
        ("n/a", null),
        ("NaN", null),
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(',')]
    [InlineData('\t')]
    [InlineData(';')]
    public void A_text_file(char delimiter) =>
        Prop.ForAll(
                Rows(OddIds.Text).ToArbitrary(),
                rows =>
                {
                    var header = string.Join(delimiter, "user", "item", "rating", "time");
                    var lines = rows.Select(row =>
                        string.Join(
                            delimiter,
                            new[]
                            {
                                row.User,
                                row.Item,
                                Ratings[row.Rating].Text,
                                Times[row.Time].Text,
                            }.Select(field => Field(field, delimiter))
                        )
                    );
                    var file = folder.Write("rows.txt", string.Join('\n', [header, .. lines]));
                    var written = Written(rows);

                    Check(
                        file,
                        written,
                        PlainReading.AreIntegers(Kept(written).Select(row => row.User!)),
                        PlainReading.AreIntegers(Kept(written).Select(row => row.Item!))
                    );
                }
            )
            .Check(Some);

    [Fact]
    public void A_parquet_file_of_texts() =>
        CheckParquet(OddIds.Text, "VARCHAR", areIntegers: false);

    [Fact]
    public void A_parquet_file_of_integers() =>
        CheckParquet(
            OddIds.Integers(1).Select(ids => ids[0].ToString(CultureInfo.InvariantCulture)),
            "BIGINT",
            areIntegers: true
        );

    private void CheckParquet(Gen<string> ids, string type, bool areIntegers) =>
        Prop.ForAll(
                Rows(ids).ToArbitrary(),
                rows =>
                {
                    var file = Path.Combine(folder.Path, "rows.parquet");
                    var written = Written(rows);
                    var values = written.Select(row =>
                        $"({Literal(row.User)}::{type}, {Literal(row.Item)}::{type}, "
                        + $"{Literal(row.Rating?.ToString("R", CultureInfo.InvariantCulture))}::DOUBLE, "
                        + $"to_timestamp({row.Time?.ToString(CultureInfo.InvariantCulture) ?? "NULL"}))"
                    );
                    Duck.Execute(
                        $"COPY (SELECT * FROM (VALUES {string.Join(", ", values)}) v(\"user\", item, rating, time)) TO '{file}' (FORMAT parquet)"
                    );

                    Check(file, written, areIntegers, areIntegers);
                }
            )
            .Check(Some);

    private static void Check(
        string file,
        WrittenRow[] written,
        bool usersAreIntegers,
        bool itemsAreIntegers
    )
    {
        var expected = PlainReading.Of(written);

        var dataset = Loading.Read(new() { Interactions = [file] });

        Assert.Equal(expected.Shown, Shown.Rows(dataset));
        Assert.Equal(usersAreIntegers, !dataset.Users.IsString);
        Assert.Equal(itemsAreIntegers, !dataset.Items.IsString);
        Assert.Equal(written.Length, dataset.Report.RowsRead);
        Assert.Equal(expected.MissingFields, dataset.Report.MissingFields);
        Assert.Equal(expected.NotFinite, dataset.Report.NotFinite);
        Assert.Equal(expected.Duplicates, dataset.Report.Duplicates);
    }

    // Two whole rows at the end, so that the data is not refused as too small.
    private static Gen<DrawnRow[]> Rows(Gen<string> ids) =>
        from some in (
            from user in Id(ids)
            from item in Id(ids)
            from rating in Gen.Choose(0, Ratings.Length - 1)
            from time in Gen.Choose(0, Times.Length - 1)
            select new DrawnRow(user, item, rating, time)
        ).ListOf()
        from repeated in Gen.Choose(0, some.Count)
        select (DrawnRow[])
            [
                .. some,
                .. some.Take(repeated).Select(row => row with { Time = 0 }),
                new DrawnRow("1", "10", 0, 0),
                new DrawnRow("2", "20", 0, 0),
            ];

    private static Gen<string?> Id(Gen<string> ids) =>
        Gen.Frequency(
            (8, ids.Select(id => (string?)id)),
            (4, Gen.Elements<string?>("1", "2", "3")),
            (1, Gen.Constant<string?>(null))
        );

    private static WrittenRow[] Written(DrawnRow[] rows) =>
        Array.ConvertAll(
            rows,
            row => new WrittenRow(
                row.User,
                row.Item,
                Ratings[row.Rating].Value,
                Times[row.Time].Value
            )
        );

    private static IEnumerable<WrittenRow> Kept(IEnumerable<WrittenRow> rows) =>
        rows.Where(row =>
            row is { User.Length: > 0, Item.Length: > 0, Rating: { } rating, Time: not null }
            && float.IsFinite((float)rating)
        );

    private static string Field(string? text, char delimiter) =>
        text is null ? ""
        : text.Length == 0
        || text.AsSpan().ContainsAny([delimiter, '"', '\n', '\r'])
        || text[0] is ' ' or '\uFEFF'
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : text;

    private static string Literal(string? text) =>
        text is null ? "NULL" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <param name="User">The user's id; null: missing.</param>
    /// <param name="Item">The item's id; null: missing.</param>
    /// <param name="Rating">Which of the ratings.</param>
    /// <param name="Time">Which of the times.</param>
    private sealed record DrawnRow(string? User, string? Item, int Rating, int Time);
}
