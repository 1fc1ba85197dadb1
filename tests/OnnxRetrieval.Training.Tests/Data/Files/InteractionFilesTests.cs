using System.IO.Compression;
using System.IO.Pipes;
using System.Text;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data.Files;

public sealed class InteractionFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_csv_is_read_by_the_usual_column_names()
    {
        var file = folder.Write(
            "ratings.csv",
            "userId,movieId,rating,timestamp\n2,10,3.5,1000\n1,20,4,2000\n"
        );

        var dataset = Read(file);

        Assert.Equal("ratings", dataset.Name);
        Assert.False(dataset.Users.IsString);
        Assert.Equal(["1", "2"], Shown.Ids(dataset.Users));
        Assert.Equal(["2 10 3.5 1000", "1 20 4 2000"], Shown.Rows(dataset));
        Assert.Equal(2, dataset.Report.RowsRead);
    }

    [Theory]
    [InlineData(",")]
    [InlineData("\t")]
    [InlineData(";")]
    [InlineData("|")]
    [InlineData("::")]
    [InlineData(" ")]
    public void The_delimiter_is_found(string delimiter)
    {
        var lines = new[] { "user item", "a x", "b y" }.Select(line =>
            line.Replace(" ", delimiter, StringComparison.Ordinal)
        );
        var dataset = Read(folder.Write("data.txt", string.Join("\r\n", lines)));

        Assert.Equal(["a x", "b y"], Shown.Rows(dataset));
    }

    [Theory]
    [InlineData(new byte[] { 0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4 })]
    [InlineData(new byte[] { 0x42, 0x5A, 0x68, 0x39, 0x31, 0x41 })]
    public void A_file_packed_by_xz_or_bzip2_is_named_as_such(byte[] start)
    {
        var file = Path.Combine(folder.Path, "events.csv.xz");
        File.WriteAllBytes(file, start);

        var error = Assert.Throws<InputException>(() => Read(file));

        Assert.Contains("pack it by gzip or zstd", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_is_refused_as_it_can_be_read_once_only()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names an open pipe as Linux does.");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.Write("user,item\na,x\nb,y\n"u8);

        var error = Assert.Throws<InputException>(() =>
            Read($"/proc/self/fd/{pipe.GetClientHandleAsString()}")
        );

        Assert.Contains("is a pipe", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_usual_names_can_be_said_to_be_no_rating_and_no_time()
    {
        var path = folder.Write("e.csv", "user,item,score,date\n1,2,good,soon\n2,3,bad,later\n");

        var data = Loading.Read(
            new()
            {
                Interactions = [path],
                Rating = "none",
                Time = "none",
            }
        );

        Assert.Equal(2, data.Interactions.Count);
        Assert.Null(data.Interactions.Ratings);
        Assert.Null(data.Interactions.Times);
    }

    [Fact]
    public void A_file_without_a_header_has_numbered_columns()
    {
        var file = folder.Write("u.data", "1\t10\t3\t88\n2\t20\t4\t99\n");

        var dataset = Loading.Read(
            new()
            {
                Interactions = [file],
                User = "column0",
                Item = "column1",
                Rating = "column2",
                Time = "column3",
            }
        );

        Assert.Equal(["1 10 3 88", "2 20 4 99"], Shown.Rows(dataset));
    }

    [Fact]
    public void Quoted_fields_may_hold_delimiters_quotes_and_line_breaks()
    {
        var dataset = Read(
            folder.Write("q.csv", "user,item\n\"a,b\",\"say \"\"x\"\"\"\nc,\"two\nlines\"\n")
        );

        Assert.Equal(["a,b say \"x\"", "c two\nlines"], Shown.Rows(dataset));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_a_column_name()
    {
        var dataset = Read(folder.Write("bom.csv", "\uFEFFuser,item\n1,2\n2,3\n"));

        Assert.Equal(["1 2", "2 3"], Shown.Rows(dataset));
    }

    [Theory]
    [InlineData("007")]
    [InlineData("+7")]
    [InlineData("-0")]
    [InlineData("7.0")]
    [InlineData("1e3")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("7 ")]
    [InlineData("-1")]
    public void An_id_that_is_no_integer_makes_all_ids_strings_as_written(string id)
    {
        var dataset = Read(folder.Write("ids.csv", $"user,item\n7,1\n{id},2\n7,3\n"));

        Assert.True(dataset.Users.IsString);
        Assert.Equal(new[] { "7", id }.Order(StringComparer.Ordinal), Shown.Ids(dataset.Users));
        Assert.Equal(["7 1", $"{id} 2", "7 3"], Shown.Rows(dataset));
        Assert.False(dataset.Items.IsString);
    }

    [Fact]
    public void The_whole_range_of_integers_is_kept()
    {
        var dataset = Read(
            folder.Write("ids.csv", "user,item\n9223372036854775807,0\n-9223372036854775808,10\n")
        );

        Assert.Equal([long.MinValue, long.MaxValue], dataset.Users.Integers.ToArray());
        Assert.Equal([0L, 10L], dataset.Items.Integers.ToArray());
    }

    [Fact]
    public void Short_long_and_non_ascii_ids_are_kept()
    {
        var huge = new string('ж', 10_000);
        var dataset = Read(
            folder.Write("ids.csv", $"user,item\nx,日本\n{huge},🎬\n\"é\",e\u0301\n")
        );

        Assert.Equal(["x", "é", huge], Shown.Ids(dataset.Users));
        Assert.Equal(["x 日本", $"{huge} 🎬", "é e\u0301"], Shown.Rows(dataset));
    }

    [Fact]
    public void Rows_without_user_item_rating_or_time_are_dropped_and_counted()
    {
        var dataset = Read(
            folder.Write(
                "gaps.csv",
                "user,item,rating,time\n1,1,3,10\n,1,3,10\n1,,3,10\n1,2,,10\n1,2,NA,10\n1,2,3,\n1,2,3,null\n2,2,3,10\n"
            )
        );

        Assert.Equal(["1 1 3 10", "2 2 3 10"], Shown.Rows(dataset));
        Assert.Equal(8, dataset.Report.RowsRead);
        Assert.Equal(6, dataset.Report.MissingFields);
    }

    [Fact]
    public void Ratings_that_are_no_finite_number_are_dropped_and_counted()
    {
        var dataset = Read(
            folder.Write(
                "nan.csv",
                "user,item,rating\n1,1,3\n3,9,nan\n1,2,inf\n1,3,-Infinity\n1,4,1e300\n2,2,-4.5\n"
            )
        );

        Assert.Equal(["1 1 3", "2 2 -4.5"], Shown.Rows(dataset));
        Assert.Equal(4, dataset.Report.NotFinite);
        Assert.Equal(["1", "2"], Shown.Ids(dataset.Users));
    }

    [Fact]
    public void Of_duplicates_the_latest_is_kept_and_among_equal_times_the_last_read()
    {
        var dataset = Read(
            folder.Write(
                "dup.csv",
                "user,item,rating,time\n1,1,1,30\n1,1,2,10\n1,2,3,5\n1,2,4,5\n2,1,5,1\n"
            )
        );

        Assert.Equal(["1 1 1 30", "1 2 4 5", "2 1 5 1"], Shown.Rows(dataset));
        Assert.Equal(2, dataset.Report.Duplicates);
    }

    [Fact]
    public void Without_times_the_last_read_duplicate_is_kept()
    {
        var dataset = Read(
            folder.Write("dup.csv", "user,item,rating\n1,1,1\n1,2,2\n1,1,3\n2,1,4\n")
        );

        Assert.Equal(["1 2 2", "1 1 3", "2 1 4"], Shown.Rows(dataset));
    }

    [Theory]
    [InlineData("1700000000", 1_700_000_000)]
    [InlineData("1700000000123", 1_700_000_000)]
    [InlineData("1700000000123456", 1_700_000_000)]
    [InlineData("1700000000123456789", 1_700_000_000)]
    [InlineData("1700000000.75", 1_700_000_000)]
    [InlineData("-5", -5)]
    [InlineData("1970-01-02", 86_400)]
    [InlineData("1970-01-02T00:00:01Z", 86_401)]
    [InlineData("1970-01-02 00:00:01.999", 86_401)]
    [InlineData("1970-01-02 01:00", 90_000)]
    [InlineData("1970-01-02T01:00:00+01:00", 86_400)]
    [InlineData("1970-01-01T23:30:00-0030", 86_400)]
    [InlineData("2024-02-29", 1_709_164_800)]
    public void Times_become_unix_seconds(string written, long seconds)
    {
        var dataset = Read(
            folder.Write("times.csv", $"user,item,time\n1,1,{written}\n2,2,{written}\n")
        );

        Assert.Equal([seconds, seconds], dataset.Interactions.Times!);
    }

    [Fact]
    public void Times_out_of_order_leave_the_rows_in_the_order_read()
    {
        var dataset = Read(folder.Write("t.csv", "user,item,time\n1,1,30\n2,2,10\n1,3,20\n"));

        Assert.Equal(["1 1 30", "2 2 10", "1 3 20"], Shown.Rows(dataset));
    }

    [Fact]
    public void Parquet_types_decide_whether_ids_are_strings()
    {
        var file = Parquet(
            "SELECT * FROM (VALUES ('7', 7::INTEGER, 4.5::FLOAT, TIMESTAMP '1970-01-02 00:00:01.5'), ('8', 8, 3, TIMESTAMP '1969-12-31 23:59:59.5')) v(user_id, item_id, rating, ts)"
        );

        var dataset = Read(file);

        Assert.True(dataset.Users.IsString);
        Assert.False(dataset.Items.IsString);
        Assert.Equal(["7 7 4.5 86401", "8 8 3 -1"], Shown.Rows(dataset));
    }

    [Theory]
    [InlineData("DATE '1970-01-02'", 86_400)]
    [InlineData("TIMESTAMPTZ '1970-01-02 00:00:00+00'", 86_400)]
    [InlineData("TIMESTAMP_NS '1970-01-02 00:00:00'", 86_400)]
    [InlineData("TIMESTAMP_MS '1970-01-02 00:00:00'", 86_400)]
    [InlineData("TIMESTAMP_S '1970-01-02 00:00:00'", 86_400)]
    [InlineData("86400::UBIGINT", 86_400)]
    [InlineData("86400::DECIMAL(18,3)", 86_400)]
    [InlineData("86400::INTEGER", 86_400)]
    [InlineData("'1970-01-02'", 86_400)]
    public void Every_type_of_time_is_understood(string sql, long seconds)
    {
        var dataset = Loading.Read(
            new()
            {
                Query = $"SELECT unnest([1, 2]) AS user, unnest([3, 4]) AS item, {sql} AS time",
            }
        );

        Assert.Equal([seconds, seconds], dataset.Interactions.Times!);
    }

    [Fact]
    public void Missing_ids_and_times_in_parquet_are_counted()
    {
        var file = Parquet(
            "SELECT * FROM (VALUES (1, 1, 1::DOUBLE, 1), (NULL, 1, 1, 1), (1, NULL, 1, 1), (1, 2, NULL, 1), (1, 2, 'nan'::DOUBLE, 1), (1, 2, 1, NULL), (2, 2, 1, 1)) v(user, item, rating, time)"
        );

        var dataset = Read(file);

        Assert.Equal(["1 1 1 1", "2 2 1 1"], Shown.Rows(dataset));
        Assert.Equal(4, dataset.Report.MissingFields);
        Assert.Equal(1, dataset.Report.NotFinite);
    }

    [Fact]
    public void Whole_doubles_are_integer_ids_as_pandas_writes_them()
    {
        var dataset = Read(
            Parquet("SELECT * FROM (VALUES (1.0::DOUBLE, 5), (2.0, 6)) v(user, item)")
        );

        Assert.Equal([1L, 2L], dataset.Users.Integers.ToArray());
    }

    [Fact]
    public void Blobs_that_hold_text_are_string_ids()
    {
        var dataset = Read(
            Parquet("SELECT * FROM (VALUES (encode('é'), 5), (encode('z'), 6)) v(user, item)")
        );

        Assert.Equal(["z", "é"], Shown.Ids(dataset.Users));
    }

    [Theory]
    [InlineData(
        "json.json",
        "[{\"user\":1,\"item\":\"07\",\"rating\":2.5},{\"user\":2,\"item\":\"8\",\"rating\":3}]"
    )]
    [InlineData(
        "lines.jsonl",
        "{\"user\":1,\"item\":\"07\",\"rating\":2.5}\n{\"user\":2,\"item\":\"8\",\"rating\":3}\n"
    )]
    public void Json_is_read(string name, string text)
    {
        var dataset = Read(folder.Write(name, text));

        Assert.False(dataset.Users.IsString);
        Assert.True(dataset.Items.IsString);
        Assert.Equal(["1 07 2.5", "2 8 3"], Shown.Rows(dataset));
    }

    [Fact]
    public void Json_numbers_of_any_length_are_ids_as_written()
    {
        var dataset = Read(
            folder.Write(
                "big.jsonl",
                "{\"user\":123456789012345678901234567890,\"item\":1}\n{\"user\":5,\"item\":2}\n"
            )
        );

        Assert.Equal(["123456789012345678901234567890", "5"], Shown.Ids(dataset.Users));
    }

    [Fact]
    public void Gzip_zstd_globs_and_several_files_are_read_in_order()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "in"));
        using (
            var gzip = new GZipStream(
                File.Create(Path.Combine(folder.Path, "in", "b.csv.gz")),
                CompressionLevel.Fastest
            )
        )
        {
            gzip.Write("item,user\n2,b\n"u8);
        }
        folder.Write("in/a.csv", "user,item\na,1\n");
        var zstd = Path.Combine(folder.Path, "c.csv.zst");
        Duck.Execute(
            $"COPY (SELECT 'c' AS user, 3 AS item) TO '{zstd}' (FORMAT csv, COMPRESSION zstd)"
        );

        var dataset = Loading.Read(
            new() { Interactions = [zstd, Path.Combine(folder.Path, "in", "*")] }
        );

        Assert.Equal(["c 3", "a 1", "b 2"], Shown.Rows(dataset));
        Assert.Equal("c", dataset.Name);
    }

    [Theory]
    [InlineData("it's.csv")]
    [InlineData("a b.csv")]
    [InlineData("dir[1].csv")]
    [InlineData("{a}.csv")]
    public void File_names_may_hold_any_character(string name)
    {
        Assert.Equal(["1 2", "2 3"], Shown.Rows(Read(folder.Write(name, "user,item\n1,2\n2,3\n"))));
    }

    [Fact]
    public void A_query_may_join_rename_and_filter()
    {
        var file = folder.Write("raw.csv", "who,what,n\n1,10,5\n1,11,1\n2,12,7\n");

        var dataset = Loading.Read(
            new()
            {
                Query =
                    $"SELECT who, what, n AS rating FROM '{file}' WHERE n > 2 -- keep the strong ones",
                User = "who",
                Item = "what",
            }
        );

        Assert.Equal(["1 10 5", "2 12 7"], Shown.Rows(dataset));
        Assert.Equal("query", dataset.Name);
    }

    [Fact]
    public void Ratings_that_only_some_files_have_are_left_out_and_noted()
    {
        var a = folder.Write("a.csv", "user,item,rating\n1,1,5\n");
        var b = folder.Write("b.csv", "user,item\n2,2\n");

        var dataset = Read(a, b);

        Assert.Null(dataset.Interactions.Ratings);
        Assert.Contains(dataset.Report.Notes, note => note.Contains("no rating column"));
    }

    [Fact]
    public void Integers_in_one_file_and_texts_in_another_are_the_same_ids()
    {
        var a = Parquet("SELECT * FROM (VALUES (1::BIGINT, 5), (2, 6)) v(user, item)");
        var b = folder.Write("b.csv", "user,item\n1,7\nann,5\n");

        var dataset = Read(a, b);

        Assert.Equal(["1", "2", "ann"], Shown.Ids(dataset.Users));
        Assert.Equal(["1 5", "2 6", "1 7", "ann 5"], Shown.Rows(dataset));
    }

    [Fact]
    public void Vocabularies_do_not_depend_on_the_order_of_rows_but_the_fingerprint_does()
    {
        var forth = Read(folder.Write("a.csv", "user,item\nb,9\na,10\nb,10\n"));
        var again = Read(folder.Write("c.csv", "item,user\n9,b\n10,a\n10,b\n"));
        var back = Read(folder.Write("b.csv", "user,item\nb,10\na,10\nb,9\n"));

        Assert.Equal(["9", "10"], Shown.Ids(back.Items));
        Assert.Equal(Shown.Ids(forth.Users), Shown.Ids(back.Users));
        Assert.Equal(forth.Fingerprint, again.Fingerprint);
        Assert.NotEqual(forth.Fingerprint, back.Fingerprint);
        Assert.Matches("^[0-9a-f]{64}$", forth.Fingerprint);
    }

    [Fact]
    public void A_large_file_is_read_in_its_order_on_several_threads()
    {
        var file = Parquet(
            "SELECT hash(i) % 1000 AS user, i AS item, i % 5 AS rating, 1000000 - i AS time FROM range(600000) r(i)"
        );

        var first = Read(file);
        var second = Read(file);

        Assert.Equal(600_000, first.Interactions.Count);
        Assert.Equal(
            Enumerable.Range(0, 600_000).Select(i => (long)i),
            first.Interactions.Items.Select(row => first.Items.Integers[row])
        );
        Assert.Equal(first.Fingerprint, second.Fingerprint);
    }

    [Fact]
    public void Reading_stops_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            DataReader.Read(
                new() { Query = "SELECT i AS user, i AS item FROM range(100000000) r(i)" },
                null,
                source.Token
            )
        );
    }

    private static Dataset Read(params string[] files) =>
        Loading.Read(new() { Interactions = files });

    private string Parquet(string query)
    {
        var file = Path.Combine(folder.Path, "data.parquet");
        Duck.Execute($"COPY ({query}) TO '{file}' (FORMAT parquet)");
        return file;
    }
}
