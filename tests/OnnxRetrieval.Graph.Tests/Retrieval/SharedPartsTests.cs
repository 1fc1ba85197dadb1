namespace OnnxRetrieval.Graph.Tests.Retrieval;

/// <summary>What a file holds once, though several of its parts use it.</summary>
public sealed class SharedPartsTests
{
    [Fact]
    public void A_history_of_the_candidates_adds_no_table()
    {
        var ids = new IdTable(["a", "b", "c"]);
        var vectors = new float[] { 1, 0, 0, 1, 1, 1 };

        var model = RetrievalGraph.Build(
            new LayeredTowerGraph([
                new HistoryFeatureGraph("history", ids, new float[] { 1, 0, 0, 1, 1, 1, 0, 0 }, 2),
            ]),
            new CandidateTable(ids, vectors, 2)
        );

        Assert.Single(
            model.Graph.Initializer,
            tensor => tensor.Dims.SequenceEqual([4L, 2]) && tensor.RawData.Length == 32
        );
        using var session = new ModelSession(model);
        var result = session.Run(
            (
                "history",
                new[,]
                {
                    { "a", "", "a" },
                }
            ),
            ("k", new[] { 1L }),
            (
                "exclude",
                new[,]
                {
                    { "a" },
                }
            )
        );
        Assert.Equal(
            new[,]
            {
                { "c" },
            },
            result["candidate_id"]
        );
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 3)]
    [InlineData(3, 0)]
    [InlineData(0, 1)]
    public void A_large_vocabulary_is_held_once_for_history_id_and_exclusions(
        int batch,
        int excludedRows
    )
    {
        const int count = GraphBuilder.LargeVocabulary;
        var ids = new IdTable(Enumerable.Range(0, count).Select(row => $"item {row}").ToArray());
        var vectors = Enumerable.Range(0, count).Select(row => (float)row).ToArray();
        var model = RetrievalGraph.Build(
            new LayeredTowerGraph([
                new HistoryFeatureGraph("history", ids, (float[])[.. vectors, 0], 1),
                new CategoryFeatureGraph("item_id", ids, new float[count + 1], 1),
            ]),
            new CandidateTable(ids, vectors, 1)
        );
        using var session = new ModelSession(model);
        // Without a row for all or each there are no columns either.
        var exclude = new string[Math.Max(1, excludedRows), excludedRows == 0 ? 0 : 2];
        for (var i = 0; i < exclude.Length; i++)
        {
            exclude[i / 2, i % 2] = $"item {count - 1 - i}";
        }
        var history = new string[batch, 2];
        for (var i = 0; i < batch; i++)
        {
            history[i, 0] = "item 1";
            history[i, 1] = "";
        }

        var result = session.Run(
            ("history", history),
            ("item_id", Enumerable.Repeat("item 7", batch).ToArray()),
            ("k", new[] { 1L }),
            ("exclude", exclude)
        );

        Assert.Single(model.Graph.Node, node => node.OpType == "LabelEncoder");
        Assert.Equal(
            Enumerable
                .Range(0, batch)
                .Select(query =>
                    excludedRows switch
                    {
                        0 => count - 1L,
                        1 => count - 3L,
                        _ => query == 0 ? count - 3L : count - 1,
                    }
                ),
            result["candidate_index"].Cast<long>()
        );
    }

    [Fact]
    public void A_file_of_similar_items_holds_its_ids_once_for_queries_and_exclusions()
    {
        var model = SimilarItemsGraph.Build(
            new CandidateTable(new IdTable([1L, 2]), new float[] { 1, 2 }, 1),
            new float[1]
        );

        Assert.Single(model.Graph.Node, node => node.OpType == "LabelEncoder");
    }
}
