using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OnnxRetrieval.Hosting.Internals;

/// <summary>Loads a retriever's model when the host starts: a file that cannot be used stops it there, not at the first call.</summary>
internal sealed class LoadingAtStart(IServiceProvider services, string name) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.Run(
            () => services.GetRequiredKeyedService<HostedModel>(RetrieverName.Key(name)),
            cancellationToken
        );

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
