using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public class RetrieveRowsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rows_scores_and_known_are_those_of_single_calls(bool textIds)
    {
        using var model = new TestModel(textIds);
        using var retriever = model.Load();
        const int k = 45;
        Query[] queries = [model.Users[0], "998", model.Users[5]];
        int[] excludedRows = [1, 2, 3, .. Enumerable.Range(0, 30)];
        int[] offsets = [0, 3, 3, 33];
        var rows = new int[3 * k];
        var scores = new float[3 * k];
        var known = new bool[3];
        // Twice, so that what a longer list left in the kept buffers would show.
        for (var repeat = 0; repeat < 2; repeat++)
        {
            retriever.RetrieveRows(queries, k, rows, scores, known, excludedRows, offsets);
        }
        Assert.Equal([true, false, true], known);
        for (var i = 0; i < 3; i++)
        {
            var single = retriever.Retrieve(
                queries[i],
                k,
                excludedRows[offsets[i]..offsets[i + 1]].Select(row => model.Items[row])
            );
            Assert.Equal(40 - (offsets[i + 1] - offsets[i]), single.Count);
            Assert.Equal(RetrieverTests.Rows(single), rows[(i * k)..(i * k + single.Count)]);
            Assert.Equal(single.Select(hit => hit.Score), scores[(i * k)..(i * k + single.Count)]);
            Assert.All(rows[(i * k + single.Count)..((i + 1) * k)], row => Assert.Equal(-1, row));
            Assert.All(
                scores[(i * k + single.Count)..((i + 1) * k)],
                score => Assert.Equal(float.NegativeInfinity, score)
            );
        }
    }

    [Fact]
    public void One_list_may_be_for_all()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        var rows = new int[3 * 40];
        retriever.RetrieveRows(
            ["u0", "u1", "u2"],
            40,
            rows,
            excludedRows: [5, 6],
            excludedOffsets: [0, 2]
        );
        Assert.DoesNotContain(5, rows);
        Assert.Equal(3 * 38, rows.Count(row => row >= 0));
    }

    [Fact]
    public void No_query_writes_nothing()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        retriever.RetrieveRows([], 10, []);
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_anything_runs()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        Refused("rows", () => retriever.RetrieveRows(["u0"], 10, new int[9]));
        Refused("scores", () => retriever.RetrieveRows(["u0"], 10, new int[10], new float[9]));
        Refused(
            "known",
            () => retriever.RetrieveRows(["u0", "u1"], 1, new int[2], known: new bool[1])
        );
        Refused("excludedOffsets", () => Exclude([1], [0, 1, 1, 1]));
        Refused("excludedOffsets", () => Exclude([1], []));
        Refused("excludedOffsets", () => Exclude([1], [0, 2]));
        Refused("excludedOffsets", () => Exclude([1, 2], [1, 0]));
        Refused("excludedOffsets", () => Exclude([1, 2], [-1, 0]));
        Refused("excludedRows", () => Exclude([40], [0, 1]));
        Refused("excludedRows", () => Exclude([-1], [0, 1]));

        void Exclude(int[] rows, int[] offsets) =>
            retriever.RetrieveRows(
                ["u0"],
                1,
                new int[1],
                excludedRows: rows,
                excludedOffsets: offsets
            );

        static void Refused(string argument, Action call) =>
            Assert.Equal(argument, Assert.ThrowsAny<ArgumentException>(call).ParamName);
    }
}
