using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OnnxRetrieval.Hosting.Tests;

public sealed class AddRetrieverTests : IDisposable
{
    private readonly TestModel movies = new(seed: 1);
    private readonly TestModel books = new(seed: 2);

    public void Dispose()
    {
        movies.Dispose();
        books.Dispose();
    }

    [Fact]
    public void Retrievers_are_found_by_name_and_by_default()
    {
        using var services = new ServiceCollection()
            .AddRetriever(options => options.Path = books.File)
            .AddRetriever("movies", options => options.Path = movies.File)
            .BuildServiceProvider();
        Answers.AssertFrom(books, services.GetRequiredService<IRetriever>().Retrieve("u1"), "u1");
        Answers.AssertFrom(
            movies,
            services.GetRequiredKeyedService<IRetriever>("movies").Retrieve("u1"),
            "u1"
        );
        Assert.Equal("", services.GetRequiredService<HostedModel>().Name);
        Assert.Equal("movies", services.GetRequiredKeyedService<HostedModel>("movies").Name);
        Assert.Null(services.GetKeyedService<IRetriever>("books"));
    }

    [Fact]
    public async Task Every_way_of_asking_answers()
    {
        using var services = new ServiceCollection()
            .AddRetriever(options => options.Path = movies.File)
            .BuildServiceProvider();
        var retriever = services.GetRequiredService<IRetriever>();
        var best = movies.Best("u1", 1)[0].Row;
        Assert.Equal(40, retriever.Info.CandidateCount);
        Answers.AssertFrom(
            movies,
            await retriever.RetrieveAsync(
                "u1",
                cancellation: TestContext.Current.CancellationToken
            ),
            "u1"
        );
        var batch = retriever.RetrieveBatch(
            ["u1", "u2"],
            3,
            excludeEach:
            [
                [movies.Items[best]],
                null,
            ]
        );
        Assert.DoesNotContain(best, batch[0].Select(hit => hit.Index));
        Answers.AssertFrom(movies, batch[1], "u2", 3);
    }

    [Fact]
    public void Options_come_from_configuration()
    {
        var section = Configuration(
            ("Path", movies.File),
            ("Device", "auto"),
            ("Threads", "2"),
            ("Batching:MaxBatchSize", "16"),
            ("PollingInterval", "00:00:03"),
            ("SmokeQueries:0", "u0"),
            ("SmokeQueries:1", "u1")
        );
        using var services = new ServiceCollection()
            .AddRetriever("movies", section)
            .BuildServiceProvider();
        var options = services
            .GetRequiredService<IOptionsMonitor<HostedRetrieverOptions>>()
            .Get("movies");
        Assert.Equal("auto", options.Device);
        Assert.Equal(2, options.Threads);
        Assert.Equal(16, options.Batching?.MaxBatchSize);
        Assert.Equal(TimeSpan.FromSeconds(3), options.PollingInterval);
        Assert.Equal(["u0", "u1"], options.SmokeQueries);
        Answers.AssertFrom(
            movies,
            services.GetRequiredKeyedService<IRetriever>("movies").Retrieve("u1"),
            "u1"
        );
    }

    [Fact]
    public async Task A_name_that_is_no_option_stops_the_host()
    {
        using var host = Host(services =>
            services.AddRetriever("movies", Configuration(("Pth", movies.File)))
        );
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Start(host));
        Assert.Contains("Pth", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Path", "", "Path is not set")]
    [InlineData("Device", "gpu", "Device is 'gpu'. It may be cpu, auto")]
    [InlineData("Threads", "0", "RetrieverOptions.Threads must be 1 to 1024")]
    [InlineData("Batching:MaxBatchSize", "0", "BatchingOptions.MaxBatchSize must be 1 to 4096")]
    [InlineData("PollingInterval", "00:00:00", "PollingInterval is 00:00:00. It may be 00:00:00.1")]
    [InlineData("SettlingTime", "1.00:00:00", "SettlingTime is 1.00:00:00. It may be 00:00:00 to")]
    [InlineData("SmokeQueries:0", "", "SmokeQueries has an empty id")]
    public async Task Options_out_of_their_range_stop_the_host(
        string option,
        string value,
        string message
    )
    {
        var values = new Dictionary<string, string?> { ["Path"] = movies.File, [option] = value };
        using var host = Host(services =>
            services.AddRetriever(
                "movies",
                new ConfigurationBuilder().AddInMemoryCollection(values).Build()
            )
        );
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => Start(host));
        Assert.StartsWith(
            "Retriever 'movies': " + message,
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_stops_the_host()
    {
        using var host = Host(services =>
            services.AddRetriever(options => options.Path = "nowhere.onnx")
        );
        var error = await Assert.ThrowsAsync<RetrievalException>(() => Start(host));
        Assert.Equal(RetrievalError.FileNotReadable, error.Error);
        var root = host.Services.GetRequiredService<IHostEnvironment>().ContentRootPath;
        Assert.Contains(
            Path.Combine(root, "nowhere.onnx"),
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_file_is_loaded_when_the_host_starts()
    {
        var loaded = new List<string>();
        using var host = Host(services =>
        {
            services.AddRetriever("movies", options => options.Path = movies.File);
            services.AddRetriever("books", options => options.Path = books.File);
        });
        await Start(host);
        foreach (var name in new[] { "movies", "books" })
        {
            File.Delete(name == "movies" ? movies.File : books.File);
            loaded.Add(host.Services.GetRequiredKeyedService<HostedModel>(name).InUse!.Info.Path);
        }
        Assert.Equal([movies.File, books.File], loaded);
    }

    [Fact]
    public async Task An_optional_file_may_come_later()
    {
        using var file = new ServedFile(options => options.Optional = true);
        var error = Assert.Throws<RetrievalException>(() => file.Retriever.Retrieve("u1"));
        Assert.Equal(RetrievalError.FileNotReadable, error.Error);
        Assert.StartsWith(
            "Retriever 'movies' has no model yet: There is no file",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Null(file.Model.InUse);
        file.Put(movies);
        var result = await file.Model.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ReloadOutcome.Swapped, result.Outcome);
        Answers.AssertFrom(movies, file.Retriever.Retrieve("u1"), "u1");
    }

    [Fact]
    public void Calls_are_refused_once_the_container_is_gone()
    {
        var services = new ServiceCollection()
            .AddRetriever(options =>
            {
                options.Path = movies.File;
                options.Batching = new BatchingOptions();
            })
            .BuildServiceProvider();
        var retriever = services.GetRequiredService<IRetriever>();
        Answers.AssertFrom(movies, retriever.Retrieve("u1"), "u1");
        services.Dispose();
        Assert.Throws<ObjectDisposedException>(() => retriever.Retrieve("u1"));
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                values.Select(value => KeyValuePair.Create<string, string?>(value.Key, value.Value))
            )
            .Build();

    private static IHost Host(Action<IServiceCollection> add)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        add(builder.Services);
        return builder.Build();
    }

    private static Task Start(IHost host) => host.StartAsync(TestContext.Current.CancellationToken);
}
