using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Tests;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data.Files;

/// <summary>Whatever ids are written to a file come out of it again, exactly.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(',')]
    [InlineData('\t')]
    [InlineData(';')]
    public void Any_ids_survive_a_csv(char delimiter) =>
        Check(pairs =>
        {
            var text = new StringBuilder($"user{delimiter}item\n");
            foreach (var (user, item) in pairs)
            {
                text.Append(Quoted(user)).Append(delimiter).Append(Quoted(item)).Append('\n');
            }
            return folder.Write("any.csv", text.ToString());
        });

    [Fact]
    public void Any_ids_survive_json() =>
        Check(pairs =>
            folder.Write(
                "any.jsonl",
                string.Concat(
                    pairs.Select(pair =>
                        System.Text.Json.JsonSerializer.Serialize(
                            new { user = pair.User, item = pair.Item }
                        ) + "\n"
                    )
                )
            )
        );

    private static void Check(Func<(string User, string Item)[], string> write)
    {
        var pairs = OddIds
            .Text.Two()
            .Select(pair => (User: pair.Item1, Item: pair.Item2))
            .NonEmptyListOf();
        Prop.ForAll(
                pairs.ToArbitrary(),
                some =>
                {
                    // Two more users and items, so that the data is not refused as too small.
                    (string User, string Item)[] all = [.. some, ("first", "x"), ("second", "y")];
                    var dataset = Loading.Read(new() { Interactions = [write(all)] });
                    var read = Enumerable
                        .Range(0, dataset.Interactions.Count)
                        .Select(i =>
                            (
                                dataset.Users[dataset.Interactions.Users[i]],
                                dataset.Items[dataset.Interactions.Items[i]]
                            )
                        );
                    var expected = all.Reverse().Distinct().Reverse();
                    return read.SequenceEqual(expected);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
