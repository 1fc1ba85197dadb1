namespace OnnxRetrieval.Graph.Tests.Retrieval;

public sealed class TowerGraphTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_tower_gives_the_rows_of_its_table_and_the_last_one_to_strangers(bool normalize)
    {
        var table = new float[] { 3, 4, 0, 0, 0, -2 };
        var tower = new IdTowerGraph("item_id", new IdTable([7L, 8]), table, 2, normalize);
        using var session = new ModelSession(TowerGraph.Build(tower, "item_vector"));

        var result = session.Run(("item_id", new[] { 9L, 7, 8, -1 }));

        Assert.Equal(
            normalize
                ? new[,]
                {
                    { 0, -1f },
                    { .6f, .8f },
                    { 0, 0 },
                    { 0, -1f },
                }
                : new[,]
                {
                    { 0, -2f },
                    { 3, 4 },
                    { 0, 0 },
                    { 0, -2f },
                },
            result["item_vector"]
        );
        Assert.Equal(new[] { false, true, true, false }, result["known"]);
        Assert.Equal(3, table[0]);
    }

    [Fact]
    public void A_tower_with_layers_of_its_own_can_be_searched_with()
    {
        using var session = new ModelSession(
            RetrievalGraph.Build(
                new TwoFeatures(),
                new CandidateTable(new IdTable(["cheap", "dear"]), new float[] { 1, 0, 0, 1 }, 2)
            )
        );

        var result = session.Run(
            ("country", new[] { "ch", "de", "?" }),
            ("income", new[] { 0f, 2, 5 }),
            ("k", new[] { 2L }),
            ("exclude", new string[1, 0])
        );

        Assert.Equal(
            new[,]
            {
                { "dear", "cheap" },
                { "cheap", "dear" },
                { "dear", "cheap" },
            },
            result["candidate_id"]
        );
        Assert.Equal(
            new[,]
            {
                { 4f, 0 },
                { 3, 2 },
                { 5, 0 },
            },
            result["score"]
        );
        Assert.Equal(new[] { true, true, false }, result["query_known"]);
    }

    // relu([embedding of the country, income] · W): what a tower of layers would do.
    private sealed class TwoFeatures : ITowerGraph
    {
        public TowerOutput Emit(GraphBuilder graph)
        {
            var country = graph.Input("country", ElementType.String, ["batch"]);
            var income = graph.Input("income", ElementType.Float, ["batch"]);
            var ids = new IdTable(["ch", "de"]);
            var row = graph.LabelEncoder(country, ids, ids.Count);
            var embedded = graph.Gather(
                graph.Weights("embeddings", new float[] { -1, 4, 3, 0, 0, 0 }, 3, 2),
                row
            );
            var joined = graph.Concat([embedded, graph.Unsqueeze(income, [1])], 1);
            var weights = graph.Weights("layer", new float[] { 1, 0, 0, 1, 0, 1 }, 3, 2);
            return new TowerOutput(
                graph.Relu(graph.MatMul(joined, weights)),
                graph.Less(row, graph.Constant(2L))
            );
        }
    }
}
