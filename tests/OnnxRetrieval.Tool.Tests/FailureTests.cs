using OnnxRetrieval.Graph;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Tests;

public sealed class FailureTests
{
    public static TheoryData<Exception> Expected =>
        [
            new InputException("what is wrong"),
            new RetrievalException(RetrievalError.NotOnnx, "what is wrong"),
            new GraphException("what is wrong"),
            new IOException("what is wrong"),
            new UnauthorizedAccessException("what is wrong"),
        ];

    [Theory]
    [MemberData(nameof(Expected), DisableDiscoveryEnumeration = true)]
    public void What_the_user_can_mend_is_one_line(Exception exception)
    {
        var (code, text) = Report(exception, verbose: false);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Equal("error: what is wrong\n", text);
    }

    [Fact]
    public void What_is_our_fault_says_so_and_how_to_report_it()
    {
        var (code, text) = Report(new InvalidOperationException("odd"), verbose: false);

        Assert.Equal(ExitCode.Failed, code);
        Assert.StartsWith(
            "internal error: InvalidOperationException: odd\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("--verbose", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Verbose_shows_where_it_happened()
    {
        Exception thrown;
        try
        {
            throw new InputException("what is wrong");
        }
        catch (InputException exception)
        {
            thrown = exception;
        }

        var (_, text) = Report(thrown, verbose: true);

        Assert.Contains(nameof(Verbose_shows_where_it_happened), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_use_has_its_own_code()
    {
        Assert.Equal(ExitCode.WrongUse, Report(new WrongUseException("no"), verbose: false).Code);
        Assert.Equal(ExitCode.WrongUse, Report(InputException.WrongUse("no"), verbose: false).Code);
    }

    private static (int Code, string Text) Report(Exception exception, bool verbose)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var console = new ToolConsole(
            TextWriter.Null,
            error,
            ToolConsole.Create(TextWriter.Null, redirected: true),
            ToolConsole.Create(error, redirected: true),
            CancellationToken.None
        );
        return (Failure.Report(exception, console, verbose), error.ToString());
    }
}
