using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public sealed class RetrieverPropertyTests
{
    [Fact]
    public void Any_calls_give_what_a_plain_sort_gives() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(100).WithQuietOnSuccess(true),
            Prop.ForAll(
                Calls.Any,
                calls =>
                {
                    using var model = new TestModel(
                        calls.Users,
                        calls.Items,
                        dimensions: 2,
                        calls.Seed,
                        candidatesInput: true
                    );
                    using var retriever = model.Load();

                    var together = retriever.RetrieveBatch(
                        [.. calls.Asked.Select(user => new Query(user))],
                        calls.K,
                        calls.Excluded[0],
                        calls.Excluded
                    );
                    Assert.Equal(calls.Asked.Length, together.Count);
                    for (var query = 0; query < together.Count; query++)
                    {
                        var user = calls.Asked[query];
                        var own = calls.Excluded[query];
                        AssertBest(
                            model,
                            user,
                            model.Best(user, calls.K, [.. calls.Excluded[0], .. own]),
                            together[query]
                        );
                        AssertBest(
                            model,
                            user,
                            model.Best(user, calls.K, own),
                            retriever.Retrieve(user, calls.K, own)
                        );
                        var others = Enumerable
                            .Range(0, model.Items.Count)
                            .Select(row => model.Items[row])
                            .Except(calls.Given);
                        AssertBest(
                            model,
                            user,
                            model.Best(user, calls.K, [.. others, .. own]),
                            retriever.RetrieveAmong(user, calls.Given, calls.K, own)
                        );
                    }
                }
            )
        );

    private static void AssertBest(
        TestModel model,
        string user,
        (int Row, float Score)[] best,
        Retrieval retrieval
    )
    {
        Assert.Equal(model.Users.RowOf(user) >= 0, retrieval.IsKnown);
        Assert.Equal(best, retrieval.Select(hit => (hit.Index, hit.Score)));
        Assert.All(
            retrieval,
            hit =>
            {
                Assert.Equal(model.Items[hit.Index], hit.Id);
                Assert.Equal(TestModel.TitleOf(hit.Index), hit.Title);
            }
        );
    }

    /// <param name="Users">Ids of the users in the model.</param>
    /// <param name="Items">Ids of its items.</param>
    /// <param name="Seed">Decides its vectors.</param>
    /// <param name="Asked">Users to ask for, some of them strangers.</param>
    /// <param name="K">How many results are wanted.</param>
    /// <param name="Excluded">Ids to leave out for each, some of them unknown.</param>
    /// <param name="Given">Ids to choose among, some of them unknown or repeated.</param>
    private sealed record Calls(
        IdTable Users,
        IdTable Items,
        int Seed,
        string[] Asked,
        int K,
        string[][] Excluded,
        string[] Given
    )
    {
        public static Arbitrary<Calls> Any { get; } =
            (
                from users in Ids(Gen.Choose(1, 5))
                from items in Ids(Gen.Frequency((4, Gen.Choose(1, 12)), (1, Gen.Choose(13, 200))))
                from seed in Gen.Choose(0, 1000)
                from asked in SomeOf(users).NonEmptyListOf()
                from k in Gen.Frequency(
                    (9, Gen.Choose(1, items.Count + 5)),
                    (1, Gen.Constant(int.MaxValue))
                )
                from excluded in SomeOf(items).ListOf().ArrayOf(asked.Count)
                from given in SomeOf(items).ListOf()
                select new Calls(
                    users,
                    items,
                    seed,
                    [.. asked],
                    k,
                    [.. excluded.Select(ids => ids.ToArray())],
                    [.. given]
                )
            ).ToArbitrary();

        private static Gen<IdTable> Ids(Gen<int> count) =>
            from size in count
            from texts in OddIds.Texts(size)
            from integers in OddIds.Integers(size)
            from isText in Gen.Elements(true, false)
            select isText ? new IdTable(texts) : new IdTable(integers);

        private static Gen<string> SomeOf(IdTable ids) =>
            Gen.Frequency(
                (6, Gen.Choose(0, ids.Count - 1).Select(row => ids[row])),
                (1, OddIds.Text)
            );
    }
}
