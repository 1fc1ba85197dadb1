namespace OnnxRetrieval.Graph.Tests.Building;

public sealed class SharedLookupTests
{
    private static readonly string[] Ids =
    [
        .. Enumerable.Range(0, GraphBuilder.LargeVocabulary).Select(row => $"id {row}"),
    ];

    public static TheoryData<int, int, int> Sizes =>
        new()
        {
            { 1, 1, 1 },
            { 1, 0, 3 },
            { 3, 4, 0 },
            { 2, 0, 0 },
            { 0, 2, 3 },
        };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Inputs_looked_up_in_one_large_vocabulary_share_one_lookup(
        int batch,
        int firstLength,
        int secondLength
    )
    {
        var graph = new GraphBuilder("shared");
        var one = graph.Input("one", ElementType.String, ["batch"]);
        var first = graph.Input("first", ElementType.String, ["batch", "first_length"]);
        var second = graph.Input("second", ElementType.String, ["batch", "second_length"]);
        // Another table of the same ids, and results that are used before the next lookup is asked for.
        graph.Output(
            graph.Add(graph.LabelEncoder(first, new IdTable(Ids), -1), graph.Constant(10L)),
            "first_row"
        );
        graph.Output(graph.LabelEncoder(one, new IdTable([.. Ids]), -1), "one_row");
        graph.Output(graph.LabelEncoder(second, new IdTable(Ids), -1), "second_row");
        var model = graph.Build();
        using var session = new ModelSession(model);
        var random = new Random(1);

        var (ones, firsts) = (Draw(random, batch, 1), Draw(random, batch, firstLength));
        var seconds = Draw(random, batch, secondLength);
        var result = session.Run(
            ("one", ones.Cast<string>().ToArray()),
            ("first", firsts),
            ("second", seconds)
        );

        Assert.Single(model.Graph.Node, node => node.OpType == "LabelEncoder");
        Assert.Equal(13, model.OpsetImport[0].Version);
        Assert.Equal(Rows(ones, 0), result["one_row"].Cast<long>());
        Assert.Equal(Rows(firsts, 10), result["first_row"].Cast<long>());
        Assert.Equal(Rows(seconds, 0), result["second_row"].Cast<long>());
        Assert.Equal(firstLength, result["first_row"].GetLength(1));
    }

    [Fact]
    public void A_lookup_of_what_another_one_gives_stays_apart()
    {
        long[] ids = [.. Enumerable.Range(0, GraphBuilder.LargeVocabulary).Select(row => row + 1L)];
        var table = new IdTable(ids);
        var graph = new GraphBuilder("chain");
        var input = graph.Input("input", ElementType.Int64, ["batch"]);
        var row = graph.LabelEncoder(input, table, -1);
        graph.Output(graph.LabelEncoder(row, table, -1), "row_of_row");
        using var session = new ModelSession(graph.Build());

        Assert.Equal(new[] { 3L, -1 }, session.Run(("input", new[] { 5L, 0 }))["row_of_row"]);
    }

    [Fact]
    public void Small_vocabularies_and_different_ones_are_looked_up_apart()
    {
        var graph = new GraphBuilder("apart");
        var one = graph.Input("one", ElementType.String, ["batch"]);
        var two = graph.Input("two", ElementType.String, ["batch"]);
        var small = new IdTable(Ids[..100]);
        var large = new IdTable(Ids);
        var other = new IdTable([.. Ids[1..], "another"]);
        IEnumerable<(GraphValue, IdTable, long)> lookups =
        [
            (one, small, -1),
            (two, small, -1),
            (one, large, -1),
            (one, large, 0),
            (two, other, -1),
        ];
        foreach (var (input, table, missing) in lookups)
        {
            var name = $"out{graph.Outputs.Count()}";
            graph.Output(graph.LabelEncoder(input, table, missing), name);
        }

        Assert.Equal(5, graph.Build().Graph.Node.Count(node => node.OpType == "LabelEncoder"));
    }

    [Fact]
    public void Building_twice_gives_the_same_model()
    {
        var graph = new GraphBuilder("twice");
        var table = new IdTable(Ids);
        foreach (var name in new[] { "one", "two" })
        {
            var input = graph.Input(name, ElementType.String, ["batch"]);
            graph.Output(graph.LabelEncoder(input, table, -1), $"{name}_row");
        }

        Assert.Equal(graph.Build(), graph.Build());
    }

    private static string[,] Draw(Random random, int rows, int columns)
    {
        var ids = new string[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                ids[i, j] = random.Next(4) == 0 ? "" : Ids[random.Next(Ids.Length)];
            }
        }
        return ids;
    }

    private static IEnumerable<long> Rows(string[,] ids, long plus) =>
        ids.Cast<string>().Select(id => Array.IndexOf(Ids, id) + plus);
}
