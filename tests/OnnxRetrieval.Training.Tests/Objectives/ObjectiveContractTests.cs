using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;
using HeldOut = OnnxRetrieval.Training.Fitting.HeldOut;

namespace OnnxRetrieval.Training.Tests.Objectives;

/// <summary>What every objective must do, whatever its formula: learn a structure that is known, from its defaults.</summary>
[Collection(TorchTests.Name)]
public sealed class ObjectiveContractTests
{
    private const int Epochs = 20;

    public static TheoryData<string> Names => [.. ObjectiveKind.Names];

    /// <summary>All that learn from what was met; ratings have neither unknown entities nor weights.</summary>
    public static TheoryData<string> ImplicitNames =>
        [.. ObjectiveKind.Names.Where(name => name != "mse")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Items_of_the_own_block_rank_first(string name)
    {
        var train = Data(name);
        using var fit = Train(Settings(name), train);

        var own = UserItems.From(train, Blocks.Users);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var scores = fit
            .Model.Scores(
                new TowerInput([.. Enumerable.Range(0, Blocks.Users).Select(user => (long)user)])
            )
            .ToArray();
        var right = 0;
        var wanted = 0;
        for (var user = 0; user < Blocks.Users; user++)
        {
            int[] unseen =
            [
                .. Enumerable.Range(0, Blocks.Items).Where(item => !own[user].Contains(item)),
            ];
            var left = unseen.Count(item => Blocks.BlockOf(item) == Blocks.BlockOf(user));
            wanted += left;
            right += unseen
                .OrderByDescending(item => scores[user * Blocks.Items + item])
                .Take(left)
                .Count(item => Blocks.BlockOf(item) == Blocks.BlockOf(user));
        }
        Assert.True(right > 0.95 * wanted, $"{right} of {wanted} are of the user's own block.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_loss_falls(string name)
    {
        using var fit = Train(Settings(name), Data(name));

        Assert.True(fit.State.History[^1].Loss < fit.State.History[0].Loss);
    }

    [Theory]
    [MemberData(nameof(ImplicitNames))]
    public void The_unknown_entities_are_trained(string name)
    {
        var settings = Settings(name);
        using var untrained = Make(settings, Data(name));
        using var fit = Train(settings, Data(name));

        using var scope = TorchSharp.torch.NewDisposeScope();
        Assert.NotEqual(
            Vector(untrained.Model.Query, Blocks.Users),
            Vector(fit.Model.Query, Blocks.Users)
        );
        Assert.NotEqual(
            Vector(untrained.Model.Candidate, Blocks.Items),
            Vector(fit.Model.Candidate, Blocks.Items)
        );

        static float[] Vector(Tower tower, int row) =>
            tower.Forward(new TowerInput([row])).ToArray();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_seed_decides_every_bit(string name)
    {
        var settings = Settings(name) with { Epochs = 2 };
        Assert.Equal(Values(1), Values(1));
        Assert.NotEqual(Values(1), Values(2));

        float[] Values(int seed)
        {
            using var fit = Train(settings, Data(name), seed);
            return [.. fit.Model.Parameters.SelectMany(parameter => parameter.Value.ToArray())];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_epoch_has_the_steps_and_the_interactions_that_it_says(string name)
    {
        // Without what is shown once more as the unknown, or as strangers with a history.
        var settings = Settings(name);
        settings = settings with
        {
            UnknownRate = 0,
            Model = settings.Model with { History = "none" },
        };
        var train = Data(name);
        using var fit = Make(settings, train);
        var objective = ObjectiveKind.Create(
            settings,
            train,
            UserItems.From(train, Blocks.Users),
            Blocks.Items,
            recencyHalfLife: 0,
            seed: 1,
            fit.Model.Query
        );

        var batches = objective.Batches(new Random(1)).ToArray();

        Assert.Equal(objective.StepsPerEpoch, batches.Length);
        Assert.Equal(train.Count, objective.InteractionsPerEpoch);
        Assert.Equal(train.Count, batches.Sum(batch => batch.Interactions));
    }

    [Theory]
    [MemberData(nameof(ImplicitNames))]
    public void What_is_rated_high_ranks_above_what_is_rated_low_where_ratings_weigh(string name)
    {
        // The first half of each block's items is rated 5, the second 1, and all are as popular.
        var blocks = Data(name);
        var train = blocks with
        {
            Ratings = [.. blocks.Items.Select(item => High(item) ? 5f : 1f)],
        };
        var equal = Share(Settings(name));
        var weighted = Share(Settings(name) with { RatingWeight = 20 });
        Assert.True(weighted > equal + 0.15, $"{weighted} is not well above {equal}.");

        static bool High(int item) => item < Blocks.Items / 2;

        // How often an unseen item that is rated high scores above one rated low, within the block.
        double Share(FitSettings settings)
        {
            using var fit = Train(settings, train);
            using var scope = TorchSharp.torch.NewDisposeScope();
            var scores = fit
                .Model.Scores(
                    new TowerInput([
                        .. Enumerable.Range(0, Blocks.Users).Select(user => (long)user),
                    ])
                )
                .ToArray();
            return (
                from user in Enumerable.Range(0, Blocks.Users)
                from high in Enumerable.Range(0, Blocks.Items)
                from low in Enumerable.Range(0, Blocks.Items)
                where High(high) && !High(low)
                where Blocks.BlockOf(high) == Blocks.BlockOf(user)
                where Blocks.BlockOf(low) == Blocks.BlockOf(user)
                select scores[user * Blocks.Items + high] > scores[user * Blocks.Items + low]
                    ? 1.0
                    : 0
            ).Average();
        }
    }

    /// <summary>The blocks; for ratings, also items of other blocks, which are rated low.</summary>
    private static Interactions Data(string name)
    {
        var own = Blocks.Interactions();
        if (name != "mse")
        {
            return own;
        }
        var others = RandomData.Interactions(Blocks.Users, Blocks.Items, 0.3, 5);
        var positions = Enumerable
            .Range(0, others.Count)
            .Where(i => Blocks.BlockOf(others.Users[i]) != Blocks.BlockOf(others.Items[i]))
            .ToArray();
        others = others.Select(positions);
        return new Interactions(
            [.. own.Users, .. others.Users],
            [.. own.Items, .. others.Items],
            [.. own.Users.Select(_ => 5f), .. others.Users.Select(_ => 1f)],
            [.. own.Times!, .. others.Times!]
        );
    }

    private static FitSettings Settings(string name)
    {
        var settings = Recipe.Resolve(
            new()
            {
                Model = new() { Dimensions = 16 },
                Fit = new()
                {
                    Objective = name,
                    Epochs = Epochs,
                    Start = "random",
                },
            },
            Blocks.LeaveLast()
        );
        // Small batches for small data, so that there are steps enough.
        return settings with
        {
            BatchSize = ObjectiveKind.BatchesUsers(name) ? 8 : 64,
            // Of so few items those of the own block are drawn often, and would be pushed as far away as the others.
            NegativeWeight = 2,
        };
    }

    private static Fit Train(FitSettings settings, Interactions train, int seed = 1)
    {
        var fit = Make(settings, train, seed);
        fit.Run(
            keepBest: false,
            rival: null,
            progress: null,
            epochEnded: () => { },
            TestContext.Current.CancellationToken
        );
        return fit;
    }

    private static Fit Make(FitSettings settings, Interactions train, int seed = 1) =>
        new(
            settings,
            train,
            new HeldOut(Interactions.Empty, train, Blocks.Users, ranked: 0),
            Blocks.Items,
            Blocks.Users,
            EncodedFeatures.None,
            ChoiceSearch.First(settings),
            settings.Epochs,
            seed
        );
}
