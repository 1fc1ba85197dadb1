using System.Diagnostics;
using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public class NoNativeLibraryTests
{
    [Fact]
    public async Task A_program_without_the_native_library_is_told_which_package_to_add()
    {
        using var model = new TestModel();
        // bin/<configuration>/<framework> of this project is that of the other.
        var output = Path.GetRelativePath(
            Path.Combine(Repository.Root, "tests", "OnnxRetrieval.Managed.Tests"),
            AppContext.BaseDirectory
        );
        var program = Path.Combine(
            Repository.Root,
            "tests",
            "WithoutNative",
            output,
            "WithoutNative.dll"
        );
        Assert.True(File.Exists(program), $"{program} is not built.");

        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [program, model.File])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var text = await process.StandardOutput.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        var errors = await process.StandardError.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, text + errors);
        Assert.StartsWith(nameof(RetrievalError.NoNativeLibrary), text, StringComparison.Ordinal);
        Assert.Contains("dotnet add package OnnxRetrieval", text, StringComparison.Ordinal);
        Assert.Contains("OnnxRetrieval.Gpu", text, StringComparison.Ordinal);
    }
}
