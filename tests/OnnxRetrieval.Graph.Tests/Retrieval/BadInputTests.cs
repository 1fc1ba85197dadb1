using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Tests;

namespace OnnxRetrieval.Graph.Tests.Retrieval;

public sealed class BadInputTests
{
    private static readonly IdTowerGraph Tower = new(
        "user_id",
        new IdTable(["u"]),
        new float[4],
        2
    );

    private static CandidateTable Table(params string[] ids) =>
        new(new IdTable(ids), new float[2 * ids.Length], 2);

    private static void Refuses(string message, Func<object> build) =>
        Assert.Contains(message, Assert.Throws<GraphException>(build).Message);

    [Fact]
    public void Of_any_ids_one_that_is_given_twice_or_is_no_text_is_refused() =>
        Prop.ForAll(
                OddIds.Texts(5).ToArbitrary(),
                Gen.Choose(0, 3).ToArbitrary(),
                (ids, place) =>
                {
                    foreach (var bad in new[] { ids[^1], "", null, ids[^1] + '\uD83C' })
                    {
                        string[] some = [.. ids];
                        some[place] = bad!;
                        Assert.Throws<GraphException>(() =>
                            RetrievalGraph.Build(Tower, Table(some))
                        );
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Ids_that_a_file_could_not_tell_apart_are_refused()
    {
        Refuses(
            "Id 1 of the candidates is \"\", which stands for 'no id'",
            () => RetrievalGraph.Build(Tower, Table("a", ""))
        );
        Refuses(
            "Id 0 of the candidates is -1, which stands for 'no id'",
            () => RetrievalGraph.Build(Tower, new(new IdTable([-1L, 2]), new float[4], 2))
        );
        Refuses(
            "Id 'a' of the candidates is given twice, in rows 0 and 2",
            () => SimilarItemsGraph.Build(Table("a", "b", "a"), new float[2])
        );
        Refuses(
            "Id '5' of the tower of 'user_id' is given twice, in rows 0 and 1",
            () => new IdTowerGraph("user_id", new IdTable([5L, 5]), new float[3], 1)
        );
        Refuses(
            "Id 0 of the tower of 'user_id' is \"\"",
            () => new IdTowerGraph("user_id", new IdTable([""]), new float[2], 1)
        );
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_refused_with_their_place(float bad)
    {
        // Beyond the width of a vector register, and in its middle.
        var vectors = new float[200];
        vectors[(2 * 77) + 1] = bad;
        var ids = Enumerable.Range(0, 100).Select(i => $"i{i}").ToArray();

        Refuses(
            $"The candidate vectors hold {bad} in row 77 (id 'i77'), column 1",
            () => RetrievalGraph.Build(Tower, new(new IdTable(ids), vectors, 2))
        );
        Refuses(
            $"The candidate biases hold {bad} in row 1 (id 'b'), column 0",
            () =>
                RetrievalGraph.Build(
                    Tower,
                    Table("a", "b") with
                    {
                        Biases = new float[] { 0, bad },
                    }
                )
        );
        Refuses(
            $"The vectors of the tower of 'user_id' hold {bad} in row 1, column 0",
            () => new IdTowerGraph("user_id", new IdTable(["u"]), new float[] { 0, bad }, 1)
        );
        Refuses(
            $"The elements of the vector for unknown items hold {bad}",
            () => SimilarItemsGraph.Build(Table("a"), new float[] { 0, bad })
        );
    }

    [Fact]
    public void Tables_of_another_size_are_refused()
    {
        Refuses(
            "The candidate vectors hold 3 numbers, where 2 rows of 2 ask for 4",
            () => RetrievalGraph.Build(Tower, new(new IdTable(["a", "b"]), new float[3], 2))
        );
        Refuses(
            "have 0 dimensions",
            () => RetrievalGraph.Build(Tower, new(new IdTable(["a"]), Array.Empty<float>(), 0))
        );
        Refuses(
            "as the candidates have",
            () => RetrievalGraph.Build(Tower, new(new IdTable(["a"]), new float[3], 3))
        );
        Refuses("There are no candidates", () => RetrievalGraph.Build(Tower, Table()));
        Refuses(
            "The tower of 'user_id' has no ids",
            () => new IdTowerGraph("user_id", new IdTable(Array.Empty<long>()), new float[1], 1)
        );
        Refuses(
            "Candidate column 'title' has 1 values for 2 candidates",
            () =>
                RetrievalGraph.Build(
                    Tower,
                    Table("a", "b") with
                    {
                        Columns = [new CandidateColumn("title", ["A"])],
                    }
                )
        );
    }

    [Fact]
    public void Names_of_the_contract_are_refused_for_features_and_columns()
    {
        Refuses(
            "A query feature cannot be called 'exclude'",
            () =>
                RetrievalGraph.Build(
                    new IdTowerGraph("exclude", new IdTable(["u"]), new float[4], 2),
                    Table("a")
                )
        );
        Refuses(
            "A query feature cannot be called 'k'",
            () => SimilarItemsGraph.Build(Table("a"), new float[2], new() { InputName = "k" })
        );
        foreach (var name in new[] { "score", "", "user_id" })
        {
            Refuses(
                $"'{name}'",
                () =>
                    RetrievalGraph.Build(
                        Tower,
                        Table("a") with
                        {
                            Columns = [new CandidateColumn(name, ["A"])],
                        }
                    )
            );
        }
    }

    [Fact]
    public void A_fixed_number_of_results_below_one_is_refused() =>
        Refuses(
            "A fixed number of results must be at least 1, and 0 is asked for",
            () => RetrievalGraph.Build(Tower, Table("a"), new() { BakedK = 0 })
        );

    [Fact]
    public void A_tower_that_gives_something_else_is_refused()
    {
        Refuses(
            "A tower gives vectors of type Float",
            () => RetrievalGraph.Build(new OddTower(known => (known, known)), Table("a"))
        );
        Refuses(
            "A tower tells which queries it knows as type Bool",
            () => TowerGraph.Build(new OddTower(vector => (vector, vector), floats: true), "v")
        );
    }

    private sealed class OddTower(
        Func<GraphValue, (GraphValue, GraphValue)> outputs,
        bool floats = false
    ) : ITowerGraph
    {
        public TowerOutput Emit(GraphBuilder graph)
        {
            var value = floats
                ? graph.Input("x", ElementType.Float, ["batch", 2])
                : graph.Input("x", ElementType.Bool, ["batch"]);
            var (vector, known) = outputs(value);
            return new TowerOutput(vector, known);
        }
    }
}
