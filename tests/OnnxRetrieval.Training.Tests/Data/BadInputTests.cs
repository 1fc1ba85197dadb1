using System.IO.Compression;
using System.Text;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data;

/// <summary>Each message says what is wrong, where, and what to do; none is a dump of DuckDB's.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_file()
    {
        Says(Files(Path.Combine(folder.Path, "no.csv")), "There is no file", "no.csv");
        Says(Files("no-such.csv"), "It was looked for from");
    }

    [Fact]
    public void An_empty_file()
    {
        Says(Files(folder.Write("empty.csv", "")), "empty.csv' is empty");
        Says(Files(folder.Write("blank.csv", "\n\n")), "blank.csv' is empty");
        Says(Files(folder.Write("empty.parquet", "")), "empty.parquet' is empty");
        Says(Lists(folder.Write("lists.txt", "\n")), "holds no interaction: there is no row");
    }

    [Fact]
    public void A_header_alone() =>
        Says(
            Files(folder.Write("head.csv", "user,item\n")),
            "head holds no interaction: there is no row"
        );

    [Fact]
    public void Rows_of_which_none_can_be_used() =>
        Says(
            Files(folder.Write("r.csv", "user,item,rating\n1,,3\n1,2,nan\n")),
            "of 2 rows, 1 miss a field and 1 have a rating that is no finite number"
        );

    [Fact]
    public void A_folder() => Says(Files(folder.Path), "is a folder", "*.parquet");

    [Fact]
    public void An_address() =>
        Says(Files("https://example.org/events.csv"), "is an address", "download it first");

    [Fact]
    public void A_workbook() =>
        Says(Files(folder.Write("book.xlsx", "PK\u0003\u0004...")), "Excel workbook", "as CSV");

    [Fact]
    public void A_glob_without_a_match() =>
        Says(Files(Path.Combine(folder.Path, "*.csv")), "No file matches", "*.csv");

    [Fact]
    public void A_file_that_may_not_be_read()
    {
        var file = folder.Write("secret.csv", "user,item\n1,2\n2,3\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.None);
        }
        Assert.SkipWhen(CanRead(file), "This user may read everything.");

        Says(Files(file), "secret.csv' cannot be read", "permissions");
    }

    [Fact]
    public void Latin1_in_a_csv()
    {
        var early = folder.Write("early.csv", "user,item\n1,caf\u00e9\n2,b\n", Encoding.Latin1);
        Says(Files(early), "early.csv'", "not UTF-8", "iconv", "encoding = 'latin-1'");

        var rows = string.Concat(Enumerable.Range(1, 50_000).Select(i => $"{i},{i}\n"));
        var late = folder.Write("late.csv", $"user,item\n{rows}1,caf\u00e9\n", Encoding.Latin1);
        Says(Files(late), "late.csv', line", "not UTF-8");
    }

    [Fact]
    public void The_encoding_that_the_message_suggests_works()
    {
        var file = folder.Write("l.csv", "user,item\n1,caf\u00e9\n2,b\n", Encoding.Latin1);

        var dataset = Loading.Read(
            new() { Query = $"SELECT * FROM read_csv('{file}', encoding = 'latin-1')" }
        );

        Assert.Equal(["b", "café"], Shown.Ids(dataset.Items));
    }

    [Fact]
    public void Utf16_in_a_csv() =>
        Says(
            Files(
                folder.Write(
                    "wide.csv",
                    "\uFEFFuser,item\n1,2\n",
                    new UnicodeEncoding(false, false)
                )
            ),
            "wide.csv'",
            "not UTF-8",
            "utf-16"
        );

    [Fact]
    public void A_column_that_is_not_there()
    {
        var file = folder.Write("c.csv", "who,what,stars\n1,2,3\n");

        Says(
            Files(file) with
            {
                User = "nobody",
            },
            "c.csv' has no column 'nobody' (--user)",
            "It has: who, what, stars"
        );
        Says(Files(file), "user's id usually is", "--user", "It has: who, what, stars");
        Says(
            Files(file) with
            {
                User = "who",
                Item = "what",
                Time = "when",
            },
            "no column 'when' (--time)"
        );
        Says(Files(file) with { User = "who", Item = "who" }, "--user and --item");
    }

    [Fact]
    public void One_user_or_one_item_only()
    {
        Says(Files(folder.Write("u.csv", "user,item\n1,2\n1,3\n")), "one user only ('1')");
        Says(Files(folder.Write("i.csv", "user,item\n1,2\n2,2\n")), "one item only ('2')");
    }

    [Fact]
    public void A_rating_that_is_no_number() =>
        Says(
            Files(folder.Write("r.csv", "user,item,rating\n1,2,3\n1,3,good\n")),
            "r.csv', row 2 below the header, column 'rating': 'good' is no number",
            "--rating"
        );

    [Fact]
    public void A_time_that_cannot_be_understood()
    {
        Says(
            Files(folder.Write("t.csv", "user,item,time\n1,2,3\n1,3,03/04/2024\n")),
            "t.csv', row 2 below the header, column 'time': '03/04/2024' is no time",
            "ISO 8601",
            "strptime"
        );
        Says(Query("SELECT 1 AS user, 2 AS item, true AS time"), "BOOLEAN", "--time");
    }

    [Theory]
    [InlineData("2024-13-01")]
    [InlineData("2023-02-29")]
    [InlineData("2024-01-01T25:00")]
    [InlineData("2024-01-01 12:00 PST")]
    [InlineData("0000-01-01")]
    [InlineData("tomorrow")]
    public void A_time_that_does_not_exist(string time) =>
        Says(Files(folder.Write("t.csv", $"user,item,time\n1,2,{time}\n")), $"'{time}' is no time");

    [Fact]
    public void A_long_value_is_shortened_in_the_message()
    {
        var message = Loading.Refusal(
            Files(folder.Write("r.csv", $"user,item,rating\n1,2,{new string('x', 10_000)}\n"))
        );

        Assert.True(message.Length < 400, message);
    }

    [Fact]
    public void A_line_with_too_few_or_too_many_fields()
    {
        Says(
            Files(folder.Write("few.csv", "user,item,rating\n1,2,3\n1,2\n")),
            "few.csv', line 3",
            "2 fields where the first has 3"
        );
        Says(
            Files(folder.Write("many.csv", "user,item\n1,2\n1,2,3\n")),
            "many.csv', line 3",
            "3 fields where the first has 2"
        );
    }

    [Fact]
    public void A_quotation_mark_that_is_not_closed() =>
        Says(Files(folder.Write("q.csv", "user,item\n1,\"two\n2,3\n")), "q.csv'", "quotation mark");

    [Fact]
    public void A_file_that_is_no_gzip_or_is_cut_short()
    {
        Says(Files(folder.Write("no.csv.gz", "user,item\n1,2\n")), "no.csv.gz'", "unpacked");
        Says(Files(folder.Write("no.csv.zst", "user,item\n1,2\n")), "no.csv.zst'", "unpacked");

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var random = new Random(1);
            gzip.Write("user,item\n"u8);
            for (var i = 0; i < 50_000; i++)
            {
                gzip.Write(Encoding.ASCII.GetBytes($"{random.Next()},{random.Next()}\n"));
            }
        }
        var cut = packed.ToArray()[..(int)(packed.Length / 2)];
        Says(Files(folder.Write("cut.csv.gz", cut)), "cut.csv.gz'", "cut short");
        Says(Lists(folder.Write("no.txt.gz", "1 2\n")), "no.txt.gz'", "unpacked");
        Says(Lists(folder.Write("cut.txt.gz", cut)), "cut.txt.gz'", "cut short");
    }

    [Fact]
    public void A_file_that_is_no_parquet_or_is_cut_short()
    {
        Says(Files(folder.Write("no.parquet", "user,item\n1,2\n")), "no.parquet'", "not a Parquet");

        var whole = Path.Combine(folder.Path, "whole.parquet");
        Duck.Execute(
            $"COPY (SELECT i AS user, i AS item FROM range(1000) r(i)) TO '{whole}' (FORMAT parquet)"
        );
        var bytes = File.ReadAllBytes(whole);
        Says(Files(folder.Write("cut.parquet", bytes[..^100])), "cut.parquet'", "cut short");
        Array.Fill<byte>(bytes, 0xAB, 8, 600);
        Says(Files(folder.Write("hurt.parquet", bytes)), "hurt.parquet'");
    }

    [Fact]
    public void Json_that_is_none()
    {
        Says(
            Files(folder.Write("j.jsonl", "{\"user\":1,\"item\":2}\n{\"user\":2,oops\n")),
            "j.jsonl'",
            "no valid JSON",
            "line 2"
        );
        Says(Files(folder.Write("n.json", "[1,2,3]")), "n.json'");
        Says(
            Files(folder.Write("s.jsonl", "{\"user\":{\"id\":1},\"item\":2}\n")),
            "s.jsonl'",
            "STRUCT"
        );
    }

    [Fact]
    public void A_query_that_fails()
    {
        Says(Query("SELEC 1"), "The query (--query) failed", "syntax error");
        Says(Query("SELECT * FROM nowhere"), "nowhere does not exist");
        Says(Query(" ; "), "The query (--query) is empty");
        Says(
            Query("SELECT 1 AS user, 2 AS item; SELECT 2 AS user, 2 AS item"),
            "The query (--query) failed"
        );
        Says(
            Query("SELECT i AS user, CAST('x' || i AS INTEGER) AS item FROM range(9) r(i)"),
            "The query (--query) failed",
            "x0"
        );
    }

    [Fact]
    public void Ids_with_a_fraction() =>
        Says(
            Query("SELECT 1.5::DOUBLE AS user, 2 AS item"),
            "row 1, column 'user': 1.5 is no whole number"
        );

    [Fact]
    public void Ids_that_are_lists() =>
        Says(Query("SELECT [1] AS user, 2 AS item"), "column 'user'", "INTEGER[]", "unnest");

    [Fact]
    public void A_data_set_that_nobody_knows() =>
        Says(
            new() { Dataset = "movielens-20m" },
            "no data set 'movielens-20m'",
            "sample, movielens-100k, movielens-1m, lists"
        );

    [Fact]
    public void Options_that_contradict_each_other()
    {
        var file = folder.Write("a.csv", "user,item\n1,2\n2,3\n");

        Says(Files(file) with { Query = "SELECT 1" }, "--interactions and --query");
        Says(Files(file) with { Dataset = "sample" }, "brings its own interactions");
        Says(Files(file) with { Directory = "x" }, "--data names the folder of a MovieLens");
        Says(new() { Directory = "x" }, "'sample', which is built in");
        Says(new() { Dataset = "sample", Candidates = "x.csv" }, "its own candidates");
        Says(new() { Dataset = "movielens-1m", User = "u" }, "--user is for files");
        Says(new() { Dataset = "lists" }, "'lists' needs files");
        Says(new() { Dataset = "lists", Query = "SELECT 1" }, "not from --query");
        Says(Lists(file) with { Time = "t" }, "--time is for files");
        Says(Files(file) with { CandidateId = "id" }, "--candidate-id needs --candidates");
        Says(Files(file) with { Columns = ["title"] }, "give --candidates");
        Says(new() { Test = [file] }, "--test needs --train");
        Says(new() { Valid = [file] }, "--valid needs --train");
        Says(
            new() { Dataset = "movielens-100k", Directory = "/no/where" },
            "no folder '/no/where'"
        );
    }

    private static DataOptions Files(params string[] files) => new() { Interactions = files };

    private static DataOptions Query(string query) => new() { Query = query };

    private static DataOptions Lists(string file) =>
        new() { Dataset = "lists", Interactions = [file] };

    private static void Says(DataOptions options, params string[] parts)
    {
        var message = Loading.Refusal(options);
        Assert.All(
            parts,
            part => Assert.Contains(part, message, StringComparison.OrdinalIgnoreCase)
        );
        // DuckDB's own hints name options that we do not have.
        Assert.DoesNotContain("Possible", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Auto-Detected", message, StringComparison.Ordinal);
        Assert.DoesNotContain("LINE 1", message, StringComparison.Ordinal);
    }

    private static bool CanRead(string file)
    {
        try
        {
            File.OpenRead(file).Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
