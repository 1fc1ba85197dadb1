using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Objectives;

[Collection(TorchTests.Name)]
public sealed class SoftmaxCrossEntropyTests
{
    private const int Users = 7;
    private const int Items = 6;
    private static readonly Interactions Train = RandomData.Interactions(Users, Items, 0.5, 3);
    private static readonly UserItems ByUser = UserItems.From(Train, Users);

    [Theory]
    [InlineData(null, true, true, 0.4)]
    [InlineData(null, true, false, 0.4)]
    [InlineData(null, false, true, 0.4)]
    [InlineData(null, false, false, 0.0)]
    [InlineData(null, true, true, 1.0)]
    [InlineData(2, true, true, 0.4)]
    [InlineData(2, true, false, 0.4)]
    [InlineData(2, false, true, 0.4)]
    [InlineData(0, false, false, 0.0)]
    public void Loss_and_gradient_are_those_of_the_formula(
        int? sampled,
        bool bias,
        bool weighted,
        double unknown
    ) =>
        Compare(
            sampled is { } count ? new NegativeSampling(count) : null,
            bias,
            weighted,
            unknown,
            temperature: 1
        );

    [Theory]
    [InlineData(0.5)]
    [InlineData(2.0)]
    public void Scores_are_divided_by_the_temperature(double temperature)
    {
        Compare(null, bias: true, weighted: true, 0.4, temperature);
        Compare(new NegativeSampling(3), bias: true, weighted: true, 0.4, temperature);
    }

    [Theory]
    [InlineData(0.75, null)]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    [InlineData(0, 100)]
    public void Negatives_by_popularity_and_the_hardest_alone_follow_the_formula(
        double power,
        int? hardest
    ) => Compare(new NegativeSampling(3, power, hardest), bias: true, weighted: true, 0.4, 1);

    private static void Compare(
        NegativeSampling? sampled,
        bool bias,
        bool weighted,
        double unknown,
        double temperature
    )
    {
        var objective = new SoftmaxCrossEntropy(
            ByUser,
            weighted ? Weights() : RecencyWeights.Uniform(ByUser),
            Items,
            3,
            sampled,
            unknown,
            temperature
        );
        for (var seed = 0; seed < 3; seed++)
        {
            using var tiny = new TinyModel(Users, Items, 4, bias, seed);
            foreach (var batch in objective.Batches(new Random(seed)))
            {
                using var scope = NewDisposeScope();
                var tape = new GradientTape();

                var loss = objective.Backward(tiny.Model, batch, tape);

                Assert.Equal(Plain(tiny, batch, sampled, unknown, temperature), loss, 1e-4);
                var meanItems = (double)ByUser.Count / ByUser.UsersWithItems().Length;
                tiny.HasGradientsOf(
                    () =>
                        Plain(tiny, batch, sampled, unknown, temperature)
                        / (batch.Queries.Length * meanItems),
                    tape
                );
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    public void An_epoch_meets_every_interaction_once(int? sampled)
    {
        var objective = Make(3, 0, weighted: true, sampled);

        var batches = objective.Batches(new Random(1)).ToArray();

        Assert.Equal(objective.StepsPerEpoch, batches.Length);
        Assert.Equal(
            Pairs(Train).Order(),
            batches
                .SelectMany(batch => Positives(batch))
                .Select(pair => (pair.Query, pair.Item))
                .Order()
        );
        Assert.Equal(objective.InteractionsPerEpoch, batches.Sum(batch => batch.Interactions));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    public void Each_weight_belongs_to_its_interaction(int? sampled)
    {
        var weights = Weights();
        var objective = Make(3, 0, weighted: true, sampled);

        foreach (
            var (query, item, weight) in objective.Batches(new Random(1)).SelectMany(Positives)
        )
        {
            var user = (int)query;
            var entry = ByUser.StartOf(user) + ByUser[user].BinarySearch((int)item);
            Assert.Equal(weights[entry], weight);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    public void The_seed_decides_the_batches(int? sampled)
    {
        var objective = Make(2, 0.5, weighted: false, sampled);

        var first = Shown(objective, 1);

        Assert.Equal(first, Shown(objective, 1));
        Assert.NotEqual(first, Shown(objective, 2));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    public void Unknown_users_and_items_appear_at_their_rate(int? sampled)
    {
        var objective = Make(3, 0.25, weighted: false, sampled);
        int epochs = 2000,
            unknownUsers = 0,
            rows = 0,
            unknownItems = 0;
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            foreach (var batch in objective.Batches(new Random(epoch)))
            {
                rows += batch.Queries.Length;
                unknownUsers += batch.Queries.Count(query => query == Users);
                unknownItems += Positives(batch).Count(pair => pair.Item == Items);
            }
        }

        Assert.Equal(0.25, (double)unknownUsers / (rows - unknownUsers), 0.02);
        Assert.Equal(0.25, (double)unknownItems / rows, 0.02);
    }

    [Fact]
    public void A_user_without_items_is_in_no_batch()
    {
        var one = new Interactions([0, 0, 2], [1, 2, 1]);
        var items = UserItems.From(one, 3);
        var objective = new SoftmaxCrossEntropy(
            items,
            RecencyWeights.Uniform(items),
            3,
            8,
            null,
            0
        );

        var batch = Assert.Single(objective.Batches(new Random(1)));

        Assert.Equal([0L, 2L], batch.Queries.Order());
        Assert.Equal(1, objective.QueryChance(1));
        Assert.Equal(1, objective.CandidateChance(1));
    }

    [Fact]
    public void Sampled_candidates_stand_once_and_hold_every_positive()
    {
        var objective = Make(3, 0.5, weighted: false, sampled: 4);

        foreach (var batch in objective.Batches(new Random(1)))
        {
            Assert.Equal(batch.Candidates.Distinct(), batch.Candidates);
            Assert.All(batch.Candidates, item => Assert.InRange(item, 0, Items));
            Assert.All(
                batch.Positives,
                position =>
                    Assert.InRange(position, 0, batch.Queries.Length * batch.Candidates.Length - 1)
            );
        }
    }

    [Fact]
    public void The_chance_of_a_candidate_is_that_of_at_least_one_draw()
    {
        var objective = Make(3, 0, weighted: false, sampled: 4);
        int epochs = 3000,
            full = 0;
        var met = new int[Items];
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            // The last batch of an epoch is smaller.
            foreach (
                var batch in objective.Batches(new Random(epoch)).Where(b => b.Queries.Length == 3)
            )
            {
                full++;
                foreach (var item in batch.Candidates)
                {
                    met[item]++;
                }
            }
        }

        var counts = ByUser.ItemCounts(Items);
        for (var item = 0; item < Items; item++)
        {
            // Users are drawn without replacement, which the formula neglects.
            Assert.Equal((double)met[item] / full, objective.CandidateChance(counts[item]), 0.06);
        }
    }

    /// <summary>
    /// Everybody draws from one distribution, so the best scores are its logarithms. A sampled softmax that corrects for its
    /// sampling has next to no gradient there on average; one that corrects by the expected number of draws pulls popular
    /// items by three quarters.
    /// </summary>
    [Fact]
    public void Scores_that_are_the_log_popularity_are_where_the_sampled_loss_is_lowest()
    {
        const int People = 4000;
        const int Catalogue = 40;
        var random = new Random(1);
        var cumulated = new double[Catalogue];
        for (var item = 0; item < Catalogue; item++)
        {
            cumulated[item] = (item == 0 ? 0 : cumulated[item - 1]) + 1.0 / (item + 1);
        }
        var drawn = Enumerable
            .Range(0, People)
            .Select(_ => random.NextDouble() * cumulated[^1])
            .Select(at => Array.FindIndex(cumulated, sum => sum >= at))
            .ToArray();
        var items = UserItems.From(new([.. Enumerable.Range(0, People)], drawn), People);
        var objective = new SoftmaxCrossEntropy(
            items,
            RecencyWeights.Uniform(items),
            Catalogue,
            batchSize: 50,
            sampled: new NegativeSampling(10),
            unknownRate: 0
        );
        var pull = BiasPull.AtLogPopularity(objective, items, Catalogue);
        Assert.All(pull, each => Assert.Equal(0, each, 0.15));
    }

    /// <summary>Σ -w log softmax(s)_i over a batch's interactions, number by number.</summary>
    private static double Plain(
        TinyModel model,
        Batch batch,
        NegativeSampling? sampled,
        double unknown,
        double temperature
    )
    {
        IEnumerable<long> candidates = sampled is null
            ? Enumerable.Range(0, Items + 1).Select(item => (long)item)
            : batch.Candidates;
        var users = ByUser.UsersWithItems().Length;
        int[] counts = [.. ByUser.ItemCounts(Items), (int)Math.Ceiling(unknown * users)];
        var all = counts.SkipLast(1).Sum(Popularity);
        var loss = 0.0;
        // Row by row, as the unknown user can stand in several.
        foreach (var row in PositivesByRow(batch))
        {
            var own = row.Select(positive => positive.Item).ToHashSet();
            var query = row.First().Query;
            var normalizer = own.Concat(
                    candidates
                        .Where(item => !own.Contains(item))
                        .OrderByDescending(item => model.Score(query, item))
                        .Take(sampled?.Hardest ?? int.MaxValue)
                )
                .Sum(item => Math.Exp(Corrected(query, item)));
            foreach (var (_, item, weight) in row)
            {
                loss += weight * (Math.Log(normalizer) - Corrected(query, item));
            }
        }
        return loss;

        double Popularity(int count) => Math.Pow(Math.Max(1, count), sampled?.Power ?? 0);

        double Corrected(long query, long item)
        {
            var score = model.Score(query, item) / temperature;
            if (sampled is not null)
            {
                var missed =
                    Math.Pow(1 - (double)counts[item] / users, Math.Min(3, users))
                    * Math.Pow(1 - Popularity(counts[item]) / all, sampled.Count);
                score -= Math.Log(1 - missed);
            }
            return score;
        }
    }

    private static IEnumerable<
        IGrouping<long, (long Query, long Item, float Weight)>
    > PositivesByRow(Batch batch)
    {
        var width = batch.Candidates.Length == 0 ? Items + 1 : batch.Candidates.Length;
        return batch
            .Positives.Zip(Positives(batch))
            .GroupBy(pair => pair.First / width, pair => pair.Second);
    }

    private static IEnumerable<(long Query, long Item, float Weight)> Positives(Batch batch)
    {
        var width = batch.Candidates.Length == 0 ? Items + 1 : batch.Candidates.Length;
        return batch.Positives.Select(
            (position, i) =>
                (
                    batch.Queries[position / width],
                    batch.Candidates.Length == 0
                        ? position % width
                        : batch.Candidates[position % width],
                    batch.Weights[i]
                )
        );
    }

    private static IEnumerable<(long, long)> Pairs(Interactions interactions) =>
        interactions.Users.Zip(interactions.Items, (user, item) => ((long)user, (long)item));

    private static string Shown(SoftmaxCrossEntropy objective, int seed) =>
        string.Join(" | ", objective.Batches(new Random(seed)).SelectMany(Positives));

    private static float[] Weights() => RecencyWeights.Of(Train, ByUser, 2);

    private static SoftmaxCrossEntropy Make(
        int batchSize,
        double unknown,
        bool weighted,
        int? sampled = null
    ) =>
        new(
            ByUser,
            weighted ? Weights() : RecencyWeights.Uniform(ByUser),
            Items,
            batchSize,
            sampled is { } count ? new NegativeSampling(count) : null,
            unknown
        );
}
