using System.Net;
using System.Text;
using System.Text.Json;

namespace OnnxRetrieval.Samples.WebApi.Tests;

public sealed class ProblemTests(Service service) : IClassFixture<Service>
{
    [Theory]
    [InlineData("/recommend/42?k=0", "k", "The field k must be between 1 and 100.")]
    [InlineData("/recommend/42?k=101", "k", "The field k must be between 1 and 100.")]
    [InlineData("/similar/50?k=-1", "k", "The field k must be between 1 and 100.")]
    public async Task A_value_out_of_its_range_is_named(
        string address,
        string parameter,
        string message
    )
    {
        var problem = await service.FailAsync(HttpStatusCode.BadRequest, address);

        Assert.Equal([message], Errors(problem.Extensions["errors"], parameter));
    }

    [Fact]
    public async Task Too_many_ids_or_too_long_ones_are_refused()
    {
        var many = string.Concat(Enumerable.Repeat("exclude=1&", Limits.Ids + 1));
        var ids = await service.FailAsync(HttpStatusCode.BadRequest, "/recommend/42?" + many);
        var user = new string('u', Limits.IdLength + 1);
        var id = await service.FailAsync(HttpStatusCode.BadRequest, "/recommend/" + user);

        Assert.Single(Errors(ids.Extensions["errors"], "exclude"));
        Assert.Single(Errors(id.Extensions["errors"], "user"));
    }

    [Fact]
    public async Task A_value_of_another_type_is_named()
    {
        var problem = await service.FailAsync(HttpStatusCode.BadRequest, "/recommend/42?k=ten");

        Assert.Equal("Failed to bind parameter \"int k\" from \"ten\".", problem.Detail);
    }

    [Theory]
    [InlineData("""{"k":"ten"}""", "see $.k.")]
    [InlineData("""{"history":[1]}""", "see $.history[0].")]
    [InlineData("no JSON", "see $.")]
    public async Task A_body_that_is_no_request_tells_the_place(string body, string end)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await service
            .CreateClient()
            .PostAsync("/recommend", content, TestContext.Current.CancellationToken);

        var problem = await Service.ReadProblemAsync(HttpStatusCode.BadRequest, response);

        Assert.EndsWith(end, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bodys_values_are_checked_too()
    {
        using var content = new StringContent("""{"k":0}""", Encoding.UTF8, "application/json");
        using var response = await service
            .CreateClient()
            .PostAsync("/recommend", content, TestContext.Current.CancellationToken);

        var problem = await Service.ReadProblemAsync(HttpStatusCode.BadRequest, response);

        Assert.Single(Errors(problem.Extensions["errors"], "k"));
    }

    [Fact]
    public async Task An_address_that_is_none_is_a_problem_too() =>
        await service.FailAsync(HttpStatusCode.NotFound, "/nowhere");

    [Fact]
    public async Task Without_a_model_calls_say_so_and_tell_no_paths()
    {
        using var waiting = new Service(
            ("Retrievers:movies:Path", "/nowhere/retrieval.onnx"),
            ("Retrievers:movies:Optional", "true")
        );

        var problem = await waiting.FailAsync(HttpStatusCode.ServiceUnavailable, "/recommend/42");

        Assert.Null(problem.Detail);
        Assert.Single((await waiting.GetAsync<Recommendations>("/similar/50?k=1")).Items);
    }

    private static IEnumerable<string?> Errors(object? errors, string parameter) =>
        Assert
            .IsType<JsonElement>(errors)
            .GetProperty(parameter)
            .EnumerateArray()
            .Select(message => message.GetString());
}
