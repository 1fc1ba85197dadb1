using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OnnxRetrieval.Samples.WebApi.Tests;

public sealed class ClientRateLimitTests
{
    [Fact]
    public async Task A_client_over_the_limit_is_told_when_to_come_again_and_others_are_served()
    {
        using var service = new Service(
            ("RateLimit:Permits", "2"),
            ("RateLimit:Window", "01:00:00")
        );
        await CallAsync(service, "10.0.0.1");
        await CallAsync(service, "10.0.0.1");

        using var refused = await CallAsync(service, "10.0.0.1");
        using var other = await CallAsync(service, "10.0.0.2");

        await Service.ReadProblemAsync(HttpStatusCode.TooManyRequests, refused);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Health_is_never_refused()
    {
        using var service = new Service(
            ("RateLimit:Permits", "1"),
            ("RateLimit:Window", "01:00:00")
        );

        foreach (var _ in Enumerable.Range(0, 3))
        {
            await service.GetTextAsync("/health/live");
        }
    }

    [Fact]
    public void A_setting_out_of_its_range_stops_the_start()
    {
        var services = new ServiceCollection();
        services.AddClientRateLimit(
            new ConfigurationBuilder().AddInMemoryCollection([new("Permits", "-1")]).Build()
        );
        using var container = services.BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(
            container.GetRequiredService<IStartupValidator>().Validate
        );

        Assert.Contains("Permits", error.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> CallAsync(Service service, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/recommend/42");
        request.Headers.Add(Service.From, address);
        return await service
            .CreateClient()
            .SendAsync(request, TestContext.Current.CancellationToken);
    }
}
