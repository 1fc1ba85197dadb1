namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed class TuneIndexCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TuneIndexCommandTests() => TinyModel.Write(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_model_of_few_candidates_is_left_as_it_is() =>
        CommandRun
            .Of("tune-index", folder.Path)
            .Fails(ExitCode.Failed, "inverted lists pay from 50,000 on");

    [Theory]
    [InlineData("0")]
    [InlineData("1.01")]
    [InlineData("most")]
    public void A_recall_is_a_share(string recall) =>
        CommandRun
            .Of("tune-index", folder.Path, "--recall", recall)
            .Fails(
                ExitCode.WrongUse,
                $"--recall takes a number above 0 and at most 1, not '{recall}'"
            );
}
