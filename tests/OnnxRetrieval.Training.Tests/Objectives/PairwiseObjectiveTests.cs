using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Objectives;

/// <summary>What holds for every objective of pairs, each held against its formula number by number.</summary>
[Collection(TorchTests.Name)]
public sealed class PairwiseObjectiveTests
{
    private const int Users = 7;
    private const int Items = 9;
    private const int BatchSize = 5;
    private const double Temperature = 0.7;
    private const double NegativeWeight = 3;
    private const double Margin = 0.2;
    private static readonly Interactions Train = RandomData.Interactions(Users, Items, 0.4, 3);
    private static readonly UserItems ByUser = UserItems.From(Train, Users);

    public static TheoryData<string> Names => ["bpr", "bce", "ccl", "in-batch-softmax"];

    public static TheoryData<string, bool, int?, double, double> Kinds
    {
        get
        {
            var kinds = new TheoryData<string, bool, int?, double, double>();
            foreach (string name in Names)
            {
                kinds.Add(name, true, null, 0, 0);
                kinds.Add(name, false, null, 0.75, 0.4);
                kinds.Add(name, true, 2, 1, 0.4);
                kinds.Add(name, false, 1, 0, 1);
                kinds.Add(name, true, 1000, 0, 0);
            }
            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Loss_and_gradient_are_those_of_the_formula(
        string name,
        bool bias,
        int? hardest,
        double power,
        double unknown
    )
    {
        var sampling = new NegativeSampling(6, power, hardest);
        var objective = Make(name, sampling, unknown);
        for (var seed = 0; seed < 2; seed++)
        {
            using var tiny = new TinyModel(Users, Items, 4, bias, seed);
            foreach (var batch in objective.Batches(new Random(seed)))
            {
                using var scope = NewDisposeScope();
                var tape = new GradientTape();

                var loss = objective.Backward(tiny.Model, batch, tape);

                double Expected() => Plain(name, tiny, batch, sampling, unknown);
                Assert.Equal(Expected(), loss, 1e-4);
                tiny.HasGradientsOf(() => Expected() / batch.Queries.Length, tape);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_epoch_meets_every_pair_once_with_its_weight(string name)
    {
        var weights = Weights();
        var objective = Make(name, new NegativeSampling(6), unknown: 0);

        var batches = objective.Batches(new Random(1)).ToArray();

        Assert.Equal(objective.StepsPerEpoch, batches.Length);
        Assert.Equal(objective.InteractionsPerEpoch, batches.Sum(batch => batch.Interactions));
        Assert.Equal(
            Enumerable
                .Range(0, Users)
                .SelectMany(user =>
                    ByUser[user]
                        .ToArray()
                        .Select(
                            (item, i) => ((long)user, (long)item, weights[ByUser.StartOf(user) + i])
                        )
                )
                .Order(),
            batches
                .SelectMany(batch =>
                    batch.Queries.Select(
                        (query, i) => (query, batch.Candidates[i], batch.Weights[i])
                    )
                )
                .Order()
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Items_that_the_user_has_are_no_negatives(string name)
    {
        var objective = Make(name, new NegativeSampling(6), unknown: 0);
        var excluded = 0;
        foreach (var batch in objective.Batches(new Random(1)))
        {
            var count = batch.Queries.Length;
            var columns = batch.Candidates[count..];
            long[] expected =
            [
                .. from row in Enumerable.Range(0, count)
                from column in Enumerable.Range(0, columns.Length)
                where ByUser[(int)batch.Queries[row]].Contains((int)columns[column])
                select (long)row * columns.Length + column,
            ];

            Assert.Equal(expected, batch.Excluded.Distinct().Order());
            excluded += expected.Length;
        }
        Assert.True(excluded > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_seed_decides_the_batches(string name)
    {
        var objective = Make(name, new NegativeSampling(6, 0.5), unknown: 0.5);

        Assert.Equal(Shown(1), Shown(1));
        Assert.NotEqual(Shown(1), Shown(2));

        string Shown(int seed) =>
            string.Join(
                " | ",
                objective
                    .Batches(new Random(seed))
                    .SelectMany(batch => batch.Queries.Concat(batch.Candidates))
            );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Unknown_users_and_items_appear_at_their_rate(string name)
    {
        var objective = Make(name, new NegativeSampling(2), unknown: 0.25);
        int epochs = 1000,
            unknownUsers = 0,
            unknownItems = 0,
            repeatedItems = 0;
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            foreach (var batch in objective.Batches(new Random(epoch)))
            {
                for (var row = 0; row < batch.Queries.Length; row++)
                {
                    unknownUsers += batch.Queries[row] == Users ? 1 : 0;
                    unknownItems +=
                        batch.Candidates[row] == Items && batch.Queries[row] != Users ? 1 : 0;
                    repeatedItems +=
                        batch.Candidates[row] == Items && batch.Queries[row] == Users ? 1 : 0;
                }
            }
        }

        var users = ByUser.UsersWithItems().Length;
        Assert.Equal(0.25, (double)unknownUsers / epochs / ByUser.Count, 0.02);
        Assert.Equal(0.25, (double)unknownItems / epochs / users, 0.02);
        Assert.Equal(0.25 * 0.25, (double)repeatedItems / epochs / users, 0.02);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_chance_of_meeting_a_row_is_how_often_it_is_met(string name)
    {
        var objective = Make(name, new NegativeSampling(3, 1), unknown: 0);
        const int Epochs = 2000;
        var queries = new int[Users];
        var candidates = new int[Items];
        var full = 0;
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            foreach (
                var batch in objective
                    .Batches(new Random(epoch))
                    .Where(batch => batch.Queries.Length == BatchSize)
            )
            {
                full++;
                foreach (var query in batch.Queries.Distinct())
                {
                    queries[query]++;
                }
                foreach (var item in batch.Candidates.Distinct())
                {
                    candidates[item]++;
                }
            }
        }

        // Pairs are drawn without replacement, which the formula neglects.
        Assert.All(
            Enumerable.Range(0, Users),
            user =>
                Assert.Equal(
                    (double)queries[user] / full,
                    objective.QueryChance(ByUser[user].Length),
                    0.06
                )
        );
        var counts = ByUser.ItemCounts(Items);
        Assert.All(
            Enumerable.Range(0, Items),
            item =>
                Assert.Equal(
                    (double)candidates[item] / full,
                    objective.CandidateChance(counts[item]),
                    0.06
                )
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_user_who_has_every_item_has_no_negatives_and_spoils_nothing(string name)
    {
        var all = UserItems.From(new([0, 0, 1], [0, 1, 0]), 2);
        var objective = Make(
            name,
            all,
            RecencyWeights.Uniform(all),
            2,
            new NegativeSampling(4, 0, 1)
        );
        using var tiny = new TinyModel(2, 2, 3, bias: true, 1);

        foreach (var batch in objective.Batches(new Random(1)))
        {
            using var scope = NewDisposeScope();
            var tape = new GradientTape();

            Assert.True(double.IsFinite(objective.Backward(tiny.Model, batch, tape)));
            Assert.All(
                tape.Gradients().SelectMany(entry => entry.Gradient.ToArray()),
                value => Assert.True(float.IsFinite(value))
            );
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_loss_on_held_out_pairs_is_steady_and_lower_where_they_score_high(string name)
    {
        var objective = Make(name, new NegativeSampling(6), unknown: 0);
        var heldOut = RandomData.Interactions(Users, Items, 0.3, 8);
        using var tiny = new TinyModel(Users, Items, 4, bias: true, 1);

        var loss = objective.HeldOutLoss(tiny.Model, heldOut);

        Assert.Equal(loss, objective.HeldOutLoss(tiny.Model, heldOut));
        using var scope = NewDisposeScope();
        var best = Enumerable
            .Range(0, Users)
            .Select(user => Enumerable.Range(0, Items).MaxBy(item => tiny.Score(user, item)))
            .ToArray();
        var high = objective.HeldOutLoss(tiny.Model, new([.. Enumerable.Range(0, Users)], best));
        Assert.True(high < loss, $"{high} is not below {loss}.");
    }

    /// <summary>
    /// Everybody draws from one distribution, so the best scores of a softmax are its logarithms: one that corrects for
    /// its sampling has next to no gradient there on average.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.75)]
    public void Scores_that_are_the_log_popularity_are_where_the_in_batch_loss_is_lowest(
        double power
    )
    {
        const int People = 4000;
        const int Catalogue = 40;
        var random = new Random(1);
        double[] shares = [.. Enumerable.Range(0, Catalogue).Select(item => 1.0 / (item + 1))];
        var drawn = Enumerable
            .Range(0, People)
            .Select(_ =>
            {
                var at = random.NextDouble() * shares.Sum();
                var item = 0;
                while ((at -= shares[item]) > 0 && item < Catalogue - 1)
                {
                    item++;
                }
                return item;
            })
            .ToArray();
        var items = UserItems.From(new([.. Enumerable.Range(0, People)], drawn), People);
        var objective = new InBatchSoftmax(
            new(
                items,
                RecencyWeights.Uniform(items),
                Catalogue,
                BatchSize: 50,
                new NegativeSampling(10, power)
            )
        );
        var pull = BiasPull.AtLogPopularity(objective, items, Catalogue);
        Assert.All(pull, each => Assert.Equal(0, each, 0.15));
    }

    /// <summary>Σ w loss over a batch's pairs, number by number.</summary>
    private static double Plain(
        string name,
        TinyModel model,
        Batch batch,
        NegativeSampling sampling,
        double unknown
    )
    {
        var count = batch.Queries.Length;
        var columns = batch.Candidates[count..];
        var excluded = batch.Excluded.ToHashSet();
        var sum = 0.0;
        for (var row = 0; row < count; row++)
        {
            var query = batch.Queries[row];
            var item = batch.Candidates[row];
            var positive = Score(query, item);
            (long Item, double Score)[] negatives =
            [
                .. Enumerable
                    .Range(0, columns.Length)
                    .Where(column => !excluded.Contains((long)row * columns.Length + column))
                    .Select(column => (columns[column], Score(query, columns[column])))
                    .OrderByDescending(negative => negative.Item2)
                    .Take(sampling.Hardest ?? int.MaxValue),
            ];
            var loss = name switch
            {
                "bpr" => Mean(negative => Softplus(negative.Score - positive)),
                "bce" => Softplus(-positive)
                    + NegativeWeight * Mean(negative => Softplus(negative.Score)),
                "ccl" => 1
                    - positive
                    + NegativeWeight * Mean(negative => Math.Max(0, negative.Score - Margin)),
                _ => Math.Log(
                    Exponential(item, positive)
                        + negatives.Sum(negative => Exponential(negative.Item, negative.Score))
                ) - Math.Log(Exponential(item, positive)),
            };
            sum += batch.Weights[row] * loss;

            double Mean(Func<(long Item, double Score), double> of) =>
                negatives.Length == 0 ? 0 : negatives.Average(of);
        }
        return sum;

        double Score(long query, long item) =>
            model.Score(query, item) / (name == "ccl" ? 1 : Temperature);

        static double Softplus(double x) => Math.Log(1 + Math.Exp(x));

        double Exponential(long item, double score)
        {
            var counts = ByUser.ItemCounts(Items);
            var users = ByUser.UsersWithItems().Length;
            var met = item == Items ? Math.Ceiling(unknown * users) : counts[item];
            var missed = Math.Pow(1 - met / ByUser.Count, BatchSize);
            if (item != Items)
            {
                var all = counts.Sum(other => Math.Pow(Math.Max(1, other), sampling.Power));
                missed *= Math.Pow(
                    1 - Math.Pow(Math.Max(1, met), sampling.Power) / all,
                    sampling.Count
                );
            }
            return Math.Exp(score) / (1 - missed);
        }
    }

    private static float[] Weights() => RecencyWeights.Of(Train, ByUser, 2);

    private static PairwiseObjective Make(
        string name,
        NegativeSampling negatives,
        double unknown
    ) => Make(name, ByUser, Weights(), Items, negatives, unknown);

    private static PairwiseObjective Make(
        string name,
        UserItems train,
        float[] weights,
        int items,
        NegativeSampling negatives,
        double unknown = 0
    )
    {
        var data = new PairwiseData(train, weights, items, BatchSize, negatives)
        {
            UnknownRate = unknown,
            Temperature = Temperature,
        };
        return name switch
        {
            "bpr" => new BayesianPersonalizedRanking(data),
            "bce" => new BinaryCrossEntropy(data, NegativeWeight),
            "ccl" => new CosineContrastive(data, NegativeWeight, Margin),
            _ => new InBatchSoftmax(data),
        };
    }
}
