using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace OnnxRetrieval.Hosting.Tests;

/// <summary>A file that a container serves as the retriever "movies", and the ways in which it is replaced.</summary>
internal sealed class ServedFile : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Lazy<ServiceProvider> services;

    public ServedFile(Action<HostedRetrieverOptions>? configure = null)
    {
        Path = folder.File("retrieval.onnx");
        services = new(() =>
            new ServiceCollection()
                .AddSingleton<TimeProvider>(Time)
                .AddFakeLogging()
                .AddRetriever(
                    "movies",
                    options =>
                    {
                        options.Path = Path;
                        options.Threads = 1;
                        options.ReloadOnChange = false;
                        configure?.Invoke(options);
                    }
                )
                .AddHealthChecks()
                .AddRetriever("movies", TimeSpan.FromDays(365))
                .Services.BuildServiceProvider()
        );
    }

    public string Path { get; }

    /// <summary>Stands still, two days after the test models' training, until a test moves it.</summary>
    public FakeTimeProvider Time { get; } = new(new(2026, 2, 2, 12, 0, 0, TimeSpan.Zero));

    public ServiceProvider Services => services.Value;

    public HostedModel Model => Services.GetRequiredKeyedService<HostedModel>("movies");

    public IRetriever Retriever => Services.GetRequiredKeyedService<IRetriever>("movies");

    public FakeLogCollector Logs => Services.GetFakeLogCollector();

    public string File(string name) => folder.File(name);

    public void Put(TestModel model) => System.IO.File.Copy(model.File, Path, overwrite: true);

    public void PutBroken() => System.IO.File.WriteAllText(Path, "no model");

    public void Dispose()
    {
        if (services.IsValueCreated)
        {
            services.Value.Dispose();
        }
        folder.Dispose();
    }
}
