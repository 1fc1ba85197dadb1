using System.Net;
using System.Text;
using System.Text.Json;
using OnnxRetrieval.Tool.Web;

namespace OnnxRetrieval.Tool.Tests.Web;

/// <summary>What the server of the page answers to whom. The page itself is used in tests/Hosts.</summary>
public sealed class PageServerTests(TinyModelFolder folder)
    : IClassFixture<TinyModelFolder>,
        IAsyncLifetime
{
    private PageModel model = null!;
    private PageServer server = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        model = PageModel.Load(folder.WithHistory);
        server = await PageServer.Start(model, 0, TestContext.Current.CancellationToken);
        client = new HttpClient { BaseAddress = server.Address };
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        model.Dispose();
    }

    [Fact]
    public async Task The_page_and_what_it_needs_come_with_their_types()
    {
        foreach (
            var (name, type) in new[]
            {
                ("", "text/html"),
                ("index.html", "text/html"),
                ("style.css", "text/css"),
                ("app.mjs", "text/javascript"),
                ("model.json", "application/json"),
            }
        )
        {
            using var response = await client.GetAsync(
                $"/{name}",
                TestContext.Current.CancellationToken
            );
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
            Assert.NotEqual(0, response.Content.Headers.ContentLength);
        }
    }

    [Fact]
    public async Task The_model_is_described()
    {
        var json = JsonSerializer.Deserialize<JsonElement>(
            await client.GetStringAsync("/model.json", TestContext.Current.CancellationToken)
        );

        Assert.Equal("server", json.GetProperty("engine").GetString());
        Assert.Equal("tiny", json.GetProperty("name").GetString());
        Assert.Equal(4, json.GetProperty("candidates").GetInt32());
        Assert.Equal("title", json.GetProperty("title_column").GetString());
        Assert.Equal("user_id", json.GetProperty("id_feature").GetString());
        Assert.Equal("history", json.GetProperty("history_feature").GetString());
        Assert.Equal(["ann", "bob"], Texts(json.GetProperty("users")));
        Assert.Equal(
            ["Comedy", "Drama", "Romance"],
            Texts(json.GetProperty("columns")[1].GetProperty("values"))
        );
    }

    [Theory]
    [InlineData("recommend", """{"user":"ann"}""", "a b c d")]
    [InlineData("recommend", """{"history":["a"],"exclude":["c"],"count":1}""", "b")]
    [InlineData("recommend", """{"user":"ann","column":"genres","filter":"comedy"}""", "a b")]
    [InlineData(
        "recommend",
        """{"user":"bob","column":"genres","filter":"COMEDY","count":1}""",
        "b"
    )]
    [InlineData("recommend", "{}", "d c b a")]
    [InlineData("similar", """{"item":"d","exclude":["b"]}""", "c a")]
    [InlineData("search", """{"text":"AMÉ"}""", "a")]
    [InlineData("search", """{"text":"b"}""", "c b")]
    [InlineData("items", """{"ids":["b","nothing"]}""", "b")]
    public async Task Questions_are_answered(string what, string question, string ids)
    {
        var (status, text) = await Ask(what, question);

        Assert.Equal(HttpStatusCode.OK, status);
        var answer = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(
            ids.Split(' '),
            answer
                .GetProperty("hits")
                .EnumerateArray()
                .Select(hit => hit.GetProperty("id").GetString())
        );
    }

    [Theory]
    [InlineData("recommend", "no JSON", "is an invalid JSON literal")]
    [InlineData("recommend", """{"usr":"ann"}""", "usr")]
    [InlineData("recommend", """{"count":0}""", "0 results cannot be given")]
    [InlineData("recommend", """{"features":{"age":"3"}}""", "no feature 'age'")]
    [InlineData("recommend", """{"column":"year","filter":"1"}""", "no column 'year'")]
    [InlineData("similar", "{}", "No item is named.")]
    public async Task A_wrong_question_is_told_what_is_wrong(
        string what,
        string question,
        string message
    )
    {
        var (status, text) = await Ask(what, question);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(message, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_page_of_its_own_sends_is_refused()
    {
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType,
            (await Ask("recommend", "{}", type: "text/plain")).Status
        );
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (await Ask("search", $$"""{"text":"{{new string('x', 2_000_000)}}"}""")).Status
        );
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await Get("recommend"));
        Assert.Equal(HttpStatusCode.NotFound, await Get("passwd"));
        Assert.Equal(HttpStatusCode.NotFound, await Get("%2e%2e/appsettings.json"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await Get("", host: "evil.example"));
    }

    [Fact]
    public async Task Many_questions_at_once_are_all_answered()
    {
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(i =>
                    Ask("recommend", i % 2 == 0 ? """{"user":"ann"}""" : """{"user":"bob"}""")
                )
        );

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(2, answers.Select(answer => answer.Text).Distinct().Count());
    }

    private async Task<(HttpStatusCode Status, string Text)> Ask(
        string what,
        string question,
        string type = "application/json"
    )
    {
        using var content = new StringContent(question, Encoding.UTF8, type);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{what}")
        {
            Content = content,
        };
        // A server that refuses a body closes the connection, on which sending it would fail.
        request.Headers.ExpectContinue = true;
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (
            response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    private async Task<HttpStatusCode> Get(string path, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{path}");
        request.Headers.Host = host;
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static string?[] Texts(JsonElement array) =>
        [.. array.EnumerateArray().Select(entry => entry.GetString())];
}
