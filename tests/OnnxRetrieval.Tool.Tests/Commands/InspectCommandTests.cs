using System.Text.Json;
using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed class InspectCommandTests(TinyModelFolder model) : IClassFixture<TinyModelFolder>
{
    [Fact]
    public void A_report_shows_inputs_outputs_vocabularies_parts_and_metadata()
    {
        var run = CommandRun.Of("inspect", model.Retrieval);

        Assert.Equal(0, run.ExitCode);
        foreach (
            var part in (ReadOnlySpan<string>)
                [
                    "user_id",
                    "string [batch]",
                    "candidate_id",
                    "Vocabularies",
                    "/candidate/vectors",
                    "Gemm",
                    "contract_version",
                ]
        )
        {
            Assert.Contains(part, run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Json_has_the_same()
    {
        var json = CommandRun.Of("inspect", model.Path, "--json").Json();

        Assert.Equal(["user_id", "k", "exclude"], Names(json, "inputs"));
        Assert.Contains("query_known", Names(json, "outputs"));
        Assert.Contains("title", Names(json, "outputs"));
        Assert.Equal("tiny", json.GetProperty("metadata").GetProperty("model_name").GetString());
        Assert.Equal(
            JsonValueKind.Array,
            json.GetProperty("metadata").GetProperty("feature_schema").ValueKind
        );
        var users = json.GetProperty("vocabularies")
            .EnumerateArray()
            .Single(vocabulary =>
                vocabulary
                    .GetProperty("name")
                    .GetString()!
                    .Contains("user_id", StringComparison.Ordinal)
            );
        Assert.Equal(3, users.GetProperty("size").GetInt64());
    }

    [Fact]
    public void Parts_are_within_the_file_and_sorted_by_size()
    {
        var json = CommandRun.Of("inspect", model.Path, "--json").Json();

        var sizes = json.GetProperty("parts")
            .EnumerateArray()
            .Select(part => part.GetProperty("bytes").GetInt64())
            .ToList();
        Assert.Equal(sizes.OrderDescending(), sizes);
        Assert.InRange(sizes.Sum(), 1, json.GetProperty("bytes").GetInt64());
        Assert.Equal(new FileInfo(model.Retrieval).Length, json.GetProperty("bytes").GetInt64());
    }

    [Fact]
    public void What_a_file_says_of_itself_cannot_command_the_terminal_or_fill_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder["odd.onnx"];
        File.Copy(model.Retrieval, file);
        OnnxFile.UpdateMetadata(
            file,
            new Dictionary<string, string>
            {
                ["bell\u0007"] = "\u001b[2Jcleared",
                ["long"] = new string('x', 5_000),
            }
        );

        var run = CommandRun.Of("inspect", file);

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.DoesNotContain('\u0007', run.Output);
        Assert.Contains("\uFFFD[2Jcleared", run.Output, StringComparison.Ordinal);
        Assert.InRange(run.Output.Count(letter => letter == 'x'), 190, 500);
        var whole = CommandRun.Of("inspect", file, "--json").Json().GetProperty("metadata");
        Assert.Equal(5_000, whole.GetProperty("long").GetString()!.Length);
    }

    [Fact]
    public void What_is_no_model_is_refused()
    {
        using var folder = new TemporaryFolder();

        CommandRun.Of("inspect", folder["none.onnx"]).Fails(ExitCode.Failed, "none.onnx");
        CommandRun
            .Of("inspect", folder.Write("empty.onnx", ""))
            .Fails(ExitCode.Failed, "is not an ONNX file");
        CommandRun
            .Of("inspect", folder.Write("text.onnx", "user_id,item_id\n1,2\n"))
            .Fails(ExitCode.Failed, "is not an ONNX file");
    }

    private static string?[] Names(JsonElement json, string list) =>
        [
            .. json.GetProperty(list)
                .EnumerateArray()
                .Select(value => value.GetProperty("name").GetString()),
        ];
}
