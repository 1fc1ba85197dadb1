using System.Diagnostics;
using OnnxRetrieval.Tests;
using OnnxRetrieval.Training.Packing;
using OnnxRetrieval.Training.Tests.Data;

namespace OnnxRetrieval.Training.Tests.Packing;

public sealed class TorchTowerTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_tower_that_PyTorch_exported_is_searched_as_PyTorch_scores()
    {
        Assert.SkipUnless(
            File.Exists(Python) && Exits("-c", "import torch, numpy"),
            "PyTorch is not installed (tests/Hosts/install.sh installs Debian's python3-torch)."
        );
        var script = Path.Combine(
            Repository.Root,
            "tests/OnnxRetrieval.Training.Tests/Packing/torch_tower.py"
        );
        Assert.True(Exits(script, folder.Path), "torch_tower.py failed.");
        var (scores, items) = NpyFile.Read(In("scores.npy"));
        var (ages, _) = NpyFile.Read(In("ages.npy"));
        var users = scores.Length / items - 1;
        folder.Write("users.csv", Lines("user_id", users, user => $"u{user}"));
        folder.Write("items.csv", Lines("item_id,title", items, item => $"i{item},Title {item}"));

        var report = Packer.Run(
            new PackOptions
            {
                QueryTower = In("tower.onnx"),
                InputNames = new Dictionary<string, string> { ["user"] = "user_id" },
                QueryIds = new Dictionary<string, string> { ["user"] = In("users.csv") },
                Candidates = In("items.npy"),
                CandidateIds = In("items.csv"),
                Output = In("retrieval.onnx"),
            },
            TestContext.Current.CancellationToken
        );

        Assert.Equal(["user_id (text)", "age (number)"], report.Features.Select(f => $"{f}"));
        using var retriever = Retriever.Load(report.Path);
        for (var user = 0; user <= users; user++)
        {
            // The last row is the stranger's.
            var results = retriever.Retrieve(
                new Query { ["user_id"] = $"u{user}", ["age"] = ages[user] },
                k: items - 1,
                exclude: ["i3"]
            );
            var expected = scores[(user * items)..((user + 1) * items)];

            Assert.Equal(user < users, results.IsKnown);
            Assert.Equal(
                Enumerable
                    .Range(0, items)
                    .Where(item => item != 3)
                    .OrderByDescending(item => expected[item])
                    .Select(item => $"Title {item}"),
                results.Select(hit => hit.Title)
            );
            Assert.All(results, hit => Assert.Equal(expected[hit.Index], hit.Score, 1e-4));
        }
    }

    private string In(string name) => Path.Combine(folder.Path, name);

    private static string Lines(string header, int count, Func<int, string> line) =>
        string.Join('\n', Enumerable.Range(0, count).Select(line).Prepend(header)) + "\n";

    private static bool Exits(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Python, arguments) { RedirectStandardError = true }
        )!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
