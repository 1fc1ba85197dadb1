using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OnnxRetrieval.Samples.WebApi.Tests;

/// <summary>The service on the committed sample, with no limit of calls unless a setting says so.</summary>
public sealed class Service : WebApplicationFactory<Program>
{
    /// <summary>A request's header that stands for the address it comes from.</summary>
    public const string From = "From-Address";

    private readonly (string Key, string Value)[] settings;

    public Service()
        : this([]) { }

    internal Service(params (string Key, string Value)[] settings) => this.settings = settings;

    /// <summary>A file of the committed sample.</summary>
    public static string Sample(string file) =>
        Path.Combine(Repository.Root, "artifacts", "sample", file);

    public async Task<T> GetAsync<T>(string address) =>
        (await CreateClient().GetFromJsonAsync<T>(address, TestContext.Current.CancellationToken))!;

    public async Task<string> GetTextAsync(string address) =>
        await CreateClient().GetStringAsync(address, TestContext.Current.CancellationToken);

    /// <summary>A call that is answered by problem details of a status.</summary>
    public async Task<ProblemDetails> FailAsync(HttpStatusCode status, string address)
    {
        using var response = await CreateClient()
            .GetAsync(address, TestContext.Current.CancellationToken);
        return await ReadProblemAsync(status, response);
    }

    /// <summary>The problem details of an answer of a status.</summary>
    public static async Task<ProblemDetails> ReadProblemAsync(
        HttpStatusCode status,
        HttpResponseMessage response
    )
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<ProblemDetails>(
            TestContext.Current.CancellationToken
        );
        Assert.Equal((int)status, problem!.Status);
        Assert.NotNull(problem.Title);
        return problem;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.UseSetting("RateLimit:Permits", "0");
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
        builder.ConfigureServices(services =>
            services.AddSingleton<IStartupFilter, AddressFromHeader>()
        );
    }

    private sealed class AddressFromHeader : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (context, rest) =>
                    {
                        if (context.Request.Headers[From] is [{ } address])
                        {
                            context.Connection.RemoteIpAddress = IPAddress.Parse(address);
                        }
                        return rest(context);
                    }
                );
                next(app);
            };
    }
}
