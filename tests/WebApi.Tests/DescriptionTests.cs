using System.Text.Json;

namespace OnnxRetrieval.Samples.WebApi.Tests;

public sealed class DescriptionTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task The_OpenAPI_document_describes_the_calls()
    {
        var document = await service.GetAsync<JsonElement>("/openapi/v1.json");

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString());
        var paths = document.GetProperty("paths");
        Assert.Equal(
            ["/recommend", "/recommend/{user}", "/similar/{item}"],
            paths.EnumerateObject().Select(path => path.Name).Order()
        );
        var call = paths.GetProperty("/recommend/{user}").GetProperty("get");
        Assert.Equal("The best items for a user.", call.GetProperty("summary").GetString());
        Assert.Equal(
            ["200", "400", "429", "503"],
            call.GetProperty("responses").EnumerateObject().Select(status => status.Name).Order()
        );
        var k = call.GetProperty("parameters")
            .EnumerateArray()
            .Single(parameter => parameter.GetProperty("name").GetString() == "k");
        Assert.Equal("How many items.", k.GetProperty("description").GetString());
        Assert.Equal("integer", k.GetProperty("schema").GetProperty("type").GetString());
        Assert.Equal(100, k.GetProperty("schema").GetProperty("maximum").GetInt32());
    }
}
