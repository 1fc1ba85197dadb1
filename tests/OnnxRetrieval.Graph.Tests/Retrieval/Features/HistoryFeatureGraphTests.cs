using FsCheck;
using FsCheck.Fluent;

namespace OnnxRetrieval.Graph.Tests.Retrieval.Features;

public sealed class HistoryFeatureGraphTests
{
    private static readonly Config Many = Config
        .QuickThrowOnFailure.WithMaxTest(300)
        .WithQuietOnSuccess(true);

    [Fact]
    public void Padding_and_unknown_items_count_nowhere()
    {
        var (vectors, known) = FeatureRun.Run(
            new HistoryFeatureGraph(
                "history",
                new IdTable(["a", "b"]),
                new float[] { 1, 2, 0 },
                1,
                HistoryPooling.Recency(new float[] { 10, 100 }, exponent: 0)
            ),
            (
                "history",
                new[,]
                {
                    { "a", "b", "", "" },
                    { "a", "", "?", "b" },
                    { "b", "b", "b", "a" },
                    { "", "", "", "?" },
                }
            )
        );

        FeatureRun.AssertClose(
            [
                // 2 (10 · 2 + 100 · 1) / 110; 2 (10 · 1 + 100 · 2) / 110
                [240 / 110f],
                [240 / 110f],
                [420 / 110f],
                [0],
            ],
            vectors
        );
        Assert.Equal([true, true, true, false], known!);
    }

    [Fact]
    public void Pooling_is_what_a_plain_loop_computes() =>
        Check.One(
            Many,
            Prop.ForAll(
                HistoryCase.Any,
                history =>
                {
                    using var session = new ModelSession(FeatureRun.Build(history.Feature()).Model);

                    var result = session.Run(("history", history.Input()));

                    FeatureRun.AssertClose(history.Expected(), (float[,])result["vector"]);
                    Assert.Equal(history.Known(), (bool[])result["known"]);
                }
            )
        );

    [Fact]
    public void Padding_never_changes_a_result() =>
        Check.One(
            Many.WithMaxTest(100),
            Prop.ForAll(
                HistoryCase.Any,
                history =>
                {
                    using var session = new ModelSession(FeatureRun.Build(history.Feature()).Model);

                    var plain = session.Run(("history", history.Input()));
                    var padded = session.Run(("history", history.WithPaddingEverywhere().Input()));

                    FeatureRun.AssertClose(
                        Rows((float[,])plain["vector"]),
                        (float[,])padded["vector"]
                    );
                }
            )
        );

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        Assert.Contains(
            "power of 2",
            Refusal(HistoryPooling.Mean(exponent: 2)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "latest 0 entries",
            Refusal(HistoryPooling.Mean(1, maximumLength: 0)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "latest 0 entries",
            Refusal(HistoryPooling.Recency(Array.Empty<float>())),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "3 heads, which do not divide its width of 4",
            Refusal(HistoryPooling.Attention(HistoryCase.RandomAttention(1, 4, 3, 5))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "attention key of feature 'history' hold 1 numbers",
            Refusal(
                HistoryPooling.Attention(
                    HistoryCase.RandomAttention(1, 4, 2, 5) with
                    {
                        Key = new float[1],
                    }
                )
            ),
            StringComparison.Ordinal
        );
    }

    private static string Refusal(HistoryPooling pooling) =>
        Assert
            .Throws<GraphException>(() =>
                new HistoryFeatureGraph("history", new IdTable(["a"]), new float[8], 4, pooling)
            )
            .Message;

    private static float[][] Rows(float[,] table) =>
        [
            .. Enumerable
                .Range(0, table.GetLength(0))
                .Select(row =>
                    Enumerable
                        .Range(0, table.GetLength(1))
                        .Select(column => table[row, column])
                        .ToArray()
                ),
        ];
}
