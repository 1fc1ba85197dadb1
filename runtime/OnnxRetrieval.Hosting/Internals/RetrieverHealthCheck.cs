using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OnnxRetrieval.Hosting.Internals;

/// <summary>Whether a retriever can answer, and whether it does so from the model that it should.</summary>
internal sealed class RetrieverHealthCheck(HostedModel model, TimeSpan? maxAge, TimeProvider time)
    : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(Check(context.Registration.FailureStatus));

    private HealthCheckResult Check(HealthStatus failureStatus)
    {
        var failure = model.LastFailure;
        if (model.InUse is not { } inUse)
        {
            return new HealthCheckResult(
                failureStatus,
                $"No model is loaded: {failure?.Error.Message}",
                failure?.Error
            );
        }
        var age = inUse.Age(time.GetUtcNow());
        var data = new Dictionary<string, object>
        {
            ["version"] = inUse.Info.ModelVersion,
            ["candidates"] = inUse.Info.CandidateCount,
            ["loaded_at"] = inUse.LoadedAt,
            ["age"] = age,
        };
        if (inUse.Info.TrainedAt is { } trainedAt)
        {
            data["trained_at"] = trainedAt;
        }
        var serves = $"Serves version '{inUse.Info.ModelVersion}'";
        if (failure is not null)
        {
            return HealthCheckResult.Degraded(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{serves}; the file of {failure.At:u} cannot be used: {failure.Error.Message}"
                ),
                failure.Error,
                data
            );
        }
        return age > maxAge
            ? HealthCheckResult.Degraded(
                $"{serves}, which is {age} old; at most {maxAge} is wanted.",
                data: data
            )
            : HealthCheckResult.Healthy($"{serves}.", data);
    }
}
