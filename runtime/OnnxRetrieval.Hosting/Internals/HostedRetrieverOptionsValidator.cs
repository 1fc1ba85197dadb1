using Microsoft.Extensions.Options;

namespace OnnxRetrieval.Hosting.Internals;

/// <summary>Says of every option that is out of its range what it is, what it may be, and of which retriever.</summary>
internal sealed class HostedRetrieverOptionsValidator : IValidateOptions<HostedRetrieverOptions>
{
    private static readonly TimeSpan shortestPolling = TimeSpan.FromSeconds(.1);
    private static readonly TimeSpan longestPolling = TimeSpan.FromDays(1);
    private static readonly TimeSpan longestSettling = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, HostedRetrieverOptions options)
    {
        var failures = Failures(options).ToArray();
        return failures.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                failures.Select(failure => $"{RetrieverName.ForPeople(name)}: {failure}")
            );
    }

    private static IEnumerable<string> Failures(HostedRetrieverOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Path))
        {
            yield return "Path is not set. Set it to a .onnx file that 'onnx-retrieval train' wrote, such as movies/retrieval.onnx.";
        }
        if (DeviceName.TryParse(options.Device) is null)
        {
            yield return $"Device is '{options.Device}'. It may be cpu, auto, cuda or cuda:N.";
        }
        else if (Failure(options.Runtime().Validate) is { } runtime)
        {
            yield return runtime;
        }
        if (options.Batching is { } batching && Failure(batching.Validate) is { } gathering)
        {
            yield return gathering;
        }
        if (options.PollingInterval < shortestPolling || options.PollingInterval > longestPolling)
        {
            yield return $"PollingInterval is {options.PollingInterval}. It may be {shortestPolling} to {longestPolling}; ReloadOnChange = false switches reloading off.";
        }
        if (options.SettlingTime < TimeSpan.Zero || options.SettlingTime > longestSettling)
        {
            yield return $"SettlingTime is {options.SettlingTime}. It may be {TimeSpan.Zero} to {longestSettling}.";
        }
        if (options.SmokeQueries.Any(string.IsNullOrEmpty))
        {
            yield return "SmokeQueries has an empty id. Give ids that the model must know.";
        }
    }

    /// <summary>What is wrong with options that have a check of their own.</summary>
    private static string? Failure(Action validate)
    {
        try
        {
            validate();
            return null;
        }
        catch (ArgumentOutOfRangeException error)
        {
            return error.Message.ReplaceLineEndings(" ");
        }
    }
}
