using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data.Files;

public sealed class CandidateReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Text_columns_join_by_id_with_the_title_first()
    {
        var dataset = Read(
            folder.Write(
                "items.csv",
                "item,year,genres,Title\n10,1999,Drama,\"One, Two\"\n20,2001,War,Ü\n"
            )
        );

        Assert.Equal(["title", "genres"], dataset.ItemColumns.Select(column => column.Name));
        Assert.Equal(["One, Two", "Ü"], dataset.ItemColumns[0].Values);
        Assert.Equal(["Drama", "War"], dataset.ItemColumns[1].Values);
        Assert.Empty(dataset.Report.Notes);
    }

    [Theory]
    [InlineData("\r\n", "\n")]
    [InlineData("\n", "\r\n")]
    [InlineData("\r\n", "\r\n")]
    public void A_quoted_field_may_hold_other_line_ends_than_the_rows(string row, string inside)
    {
        var dataset = Read(
            folder.Write(
                "items.csv",
                $"item,title{row}10,\"One,{inside}Two\"{row}20,\"A \"\"word\"\"\"{row}"
            )
        );

        Assert.Equal([$"One,{inside}Two", "A \"word\""], dataset.ItemColumns[0].Values);
    }

    [Fact]
    public void Columns_asked_for_are_kept_whatever_their_type()
    {
        var dataset = Read(
            folder.Write("items.csv", "id,year,title\n10,1999,a\n20,2001,b\n"),
            columns: ["YEAR", "title"]
        );

        Assert.Equal(["title", "year"], dataset.ItemColumns.Select(column => column.Name));
        Assert.Equal(["1999", "2001"], dataset.ItemColumns[1].Values);
    }

    [Fact]
    public void Lists_are_joined_by_a_bar()
    {
        var parquet = Path.Combine(folder.Path, "items.parquet");
        Duck.Execute(
            $"COPY (SELECT * FROM (VALUES (10, 'a', ['Drama', 'War'], 5), (20, NULL, [], 6)) v(item, title, genres, size)) TO '{parquet}' (FORMAT parquet)"
        );
        var json = folder.Write(
            "items.jsonl",
            "{\"item\":10,\"title\":\"a\",\"genres\":[\"Drama\",\"War\"]}\n{\"item\":20,\"title\":null,\"genres\":[]}\n"
        );

        foreach (var dataset in new[] { Read(parquet), Read(json) })
        {
            Assert.Equal(["title", "genres"], dataset.ItemColumns.Select(column => column.Name));
            Assert.Equal(["a", ""], dataset.ItemColumns[0].Values);
            Assert.Equal(["Drama|War", ""], dataset.ItemColumns[1].Values);
        }
    }

    [Fact]
    public void Candidates_that_nobody_met_stand_at_the_end_and_items_without_a_candidate_have_no_title()
    {
        var dataset = Read(folder.Write("items.csv", "item,title\n5,five\n20,twenty\n1,one\n"));

        Assert.Equal(["10", "20", "1", "5"], Shown.Ids(dataset.Items));
        Assert.Equal(["", "twenty", "one", "five"], dataset.ItemColumns[0].Values);
        Assert.Equal(2, dataset.Report.Notes.Count);
        Assert.StartsWith("1 of 2 items", dataset.Report.Notes[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "2 candidates have no",
            dataset.Report.Notes[1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_first_of_repeated_ids_is_kept_and_rows_without_an_id_are_dropped()
    {
        var dataset = Read(
            folder.Write("items.csv", "item,title\n10,first\n,nobody\n10,second\n20,b\n")
        );

        Assert.Equal(["first", "b"], dataset.ItemColumns[0].Values);
        Assert.Contains(
            dataset.Report.Notes,
            note => note.StartsWith("1 rows of the candidates have no id", StringComparison.Ordinal)
        );
        Assert.Contains(
            dataset.Report.Notes,
            note => note.StartsWith("1 rows of the candidates repeat", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_query_may_describe_the_candidates()
    {
        var dataset = Read("FROM (VALUES (10, 'a'), (20, 'b')) v(item, title)");

        Assert.Equal(["a", "b"], dataset.ItemColumns[0].Values);
    }

    [Fact]
    public void A_name_serves_as_title_where_there_is_none()
    {
        var dataset = Read(folder.Write("items.csv", "item,name\n10,a\n20,b\n"));

        Assert.Equal(["title"], dataset.ItemColumns.Select(column => column.Name));
        Assert.Contains(
            dataset.Report.Notes,
            note => note.Contains("'name'", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_id_column_may_be_named()
    {
        var dataset = Read(folder.Write("items.csv", "sku,title\n10,a\n20,b\n"), id: "sku");

        Assert.Equal(["a", "b"], dataset.ItemColumns[0].Values);
    }

    [Fact]
    public void Integer_items_meet_text_candidates()
    {
        var dataset = Read(
            "SELECT * FROM (VALUES ('10', 'a'), ('20', 'b'), ('x', 'c')) v(item, title)"
        );

        Assert.True(dataset.Items.IsString);
        Assert.Equal(["10", "20", "x"], Shown.Ids(dataset.Items));
        Assert.Equal(["a", "b", "c"], dataset.ItemColumns[0].Values);
    }

    [Fact]
    public void A_column_named_as_an_output_of_the_model_is_left_out_with_a_note()
    {
        var file = folder.Write("items.csv", "item,title,score\n10,a,high\n20,b,low\n");

        var dataset = Read(file);

        Assert.Equal(["title"], dataset.ItemColumns.Select(column => column.Name));
        Assert.Contains(
            dataset.Report.Notes,
            note => note.Contains("'score'", StringComparison.Ordinal)
        );
        Assert.Contains(
            "'score' (--columns) cannot be exported",
            Refusal(file, columns: ["score"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_missing_column_is_refused_with_those_that_are_there()
    {
        var file = folder.Write("items.csv", "item,title\n10,a\n20,b\n");

        var error = Refusal(file, columns: ["plot"]);

        Assert.Contains(
            "items.csv' has no column 'plot' (--columns)",
            error,
            StringComparison.Ordinal
        );
        Assert.Contains("item, title", error, StringComparison.Ordinal);
        Assert.Contains(
            "--candidate-id",
            Refusal(folder.Write("x.csv", "sku,title\n1,a\n")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Columns_that_features_read_are_kept_beside_those_to_export()
    {
        var file = folder.Write("items.csv", "item,title,Year,genres\n10,a,1999,x\n20,b,,y|z\n");

        var dataset = Loading.Read(
            Options(file, ["title"], null) with
            {
                FeatureColumns = ["year", "title"],
            }
        );

        Assert.Equal(["title"], dataset.ItemColumns.Select(column => column.Name));
        Assert.Equal(["year", "title"], dataset.ItemFeatureColumns.Select(column => column.Name));
        Assert.Equal(["1999", ""], dataset.ItemFeatureColumns[0].ToTexts());
        Assert.Equal(["a", "b"], dataset.ItemFeatureColumns[1].ToTexts());
    }

    [Fact]
    public void A_feature_without_a_column_is_refused_with_those_that_are_there()
    {
        var file = folder.Write("items.csv", "item,title\n10,a\n20,b\n");

        var error = Loading.Refusal(Options(file, null, null) with { FeatureColumns = ["year"] });

        Assert.Contains(
            "has no column 'year' (--candidate-feature). It has: item, title.",
            error,
            StringComparison.Ordinal
        );
    }

    private Dataset Read(string candidates, string[]? columns = null, string? id = null) =>
        Loading.Read(Options(candidates, columns, id));

    private string Refusal(string candidates, string[]? columns = null) =>
        Loading.Refusal(Options(candidates, columns, null));

    private DataOptions Options(string candidates, string[]? columns, string? id) =>
        new()
        {
            Interactions = [folder.Write("met.csv", "user,item\n1,20\n2,10\n")],
            Candidates = candidates,
            Columns = columns ?? [],
            CandidateId = id,
        };
}
