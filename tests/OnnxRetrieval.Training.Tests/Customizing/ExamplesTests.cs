using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using MyTrainer;
using OnnxRetrieval.Tests;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Tests.Customizing;

/// <summary>What docs/customizing.md shows.</summary>
[Collection(TorchTests.Name)]
public sealed partial class ExamplesTests : IDisposable
{
    private const int MostLines = 40;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_document_shows_the_code_that_is_tested_here()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "customizing.md"));
        var shown = Block()
            .Matches(document)
            .ToDictionary(block => block.Groups[1].Value, block => block.Groups[2].Value);

        var files = Directory.GetFiles(
            Path.Combine(
                Repository.Root,
                "tests",
                "OnnxRetrieval.Training.Tests",
                "Customizing",
                "Examples"
            )
        );

        Assert.Equal(files.Select(file => Path.GetFileName(file)).Order(), shown.Keys.Order());
        foreach (var file in files)
        {
            var code = File.ReadAllText(file);
            Assert.Equal(code, shown[Path.GetFileName(file)]);
            Assert.InRange(code.Count(letter => letter == '\n'), 1, MostLines - 1);
        }
    }

    [Fact]
    public void A_run_with_all_pieces_learns_and_its_files_serve()
    {
        var output = Path.Combine(folder.Path, "out");
        var (log, prices) = WriteShop();

        var result = Trainer.Run(log, prices, output);

        Assert.True(
            result.Metrics["test"]["ndcg@10"] > 2 * result.Metrics["popularity"]["ndcg@10"]
        );
        using var retriever = Retriever.Load(Path.Combine(output, "retrieval.onnx"));
        Assert.All(
            retriever.Retrieve(Blocks.UserId(1), 1),
            hit =>
                Assert.Equal(1, Blocks.BlockOf(int.Parse(hit.Title!, CultureInfo.InvariantCulture)))
        );
        Assert.Equal(["title"], retriever.Info.Columns);
        using var tower = new InferenceSession(Path.Combine(output, "item_tower.onnx"));
        Assert.Equal(["item_id", "price"], tower.InputMetadata.Keys.Order());
        var manifest = File.ReadAllText(Path.Combine(output, "manifest.json"));
        foreach (
            var piece in (string[])
                ["source", "query_tower", "candidate_tower", "objective", "candidate_feature price"]
        )
        {
            Assert.Contains(
                $"\"{piece}\": \"OnnxRetrieval.Training.Tests ",
                manifest,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_loss_and_its_gradient_are_those_of_the_formula(bool bias)
    {
        const int Users = 5;
        const int Items = 8;
        const double Margin = 0.7;
        var train = UserItems.From(RandomData.Interactions(Users, Items, 0.4, 3), Users);
        var objective = new HingeLoss(
            new(train, RecencyWeights.Uniform(train), Items, BatchSize: 4, new NegativeSampling(5)),
            Margin
        );
        using var tiny = new TinyModel(Users, Items, 4, bias, seed: 1);
        foreach (var batch in objective.Batches(new Random(1)))
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            var tape = new GradientTape();

            var loss = objective.Backward(tiny.Model, batch, tape);

            Assert.Equal(Expected(batch), loss, 1e-4);
            tiny.HasGradientsOf(() => Expected(batch) / batch.Queries.Length, tape);
        }

        double Expected(Batch batch)
        {
            var count = batch.Queries.Length;
            var width = batch.Candidates.Length - count;
            return Enumerable
                .Range(0, count)
                .Sum(row =>
                {
                    var free = Enumerable
                        .Range(0, width)
                        .Where(column => !batch.Excluded.Contains((long)row * width + column))
                        .Select(column => Score(row, count + column))
                        .ToArray();
                    return free.Length == 0
                        ? 0
                        : free.Average(score => Math.Max(0, Margin - Score(row, row) + score));
                });

            double Score(int row, int candidate) =>
                tiny.Score(batch.Queries[row], batch.Candidates[candidate]);
        }
    }

    // The blocks as a shop: what is not an item's page is in the log too.
    private (string Log, string Prices) WriteShop()
    {
        var met = Blocks.Interactions();
        var lines = Enumerable
            .Range(0, met.Count)
            .Select(i =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{DateTimeOffset.FromUnixTimeSeconds(met.Times![i]):O} {Blocks.UserId(met.Users[i])} /item/{Blocks.ItemId(met.Items[i])}\n"
                )
            )
            .Append("2026-01-31T12:00:00Z user-1 /about\n");
        var prices = Enumerable
            .Range(0, Blocks.Items)
            .Select(item =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Blocks.ItemId(item)}\t{item}\t{(item % 5 == 0 ? "" : item)}\n"
                )
            );
        return (
            folder.Write("shop.log", string.Concat(lines)),
            folder.Write("prices.tsv", string.Concat(prices))
        );
    }

    [GeneratedRegex(@"```csharp (\S+\.cs)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
