using System.Net;
using System.Net.Http.Json;

namespace OnnxRetrieval.Samples.WebApi.Tests;

public sealed class RecommendTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task A_user_gets_what_the_model_gives()
    {
        using var retriever = Retriever.Load(Service.Sample("retrieval.onnx"));
        var expected = retriever
            .Retrieve("42", 5, ["1", "50"])
            .Select(hit => new RecommendedItem(hit.Id, hit.Title, hit.Score));

        var found = await service.GetAsync<Recommendations>(
            "/recommend/42?k=5&exclude=1&exclude=50"
        );

        Assert.True(found.Known);
        Assert.Equal(expected, found.Items);
    }

    [Fact]
    public async Task Excluded_items_do_not_appear()
    {
        var all = await service.GetAsync<Recommendations>("/recommend/42");
        Assert.Equal(10, all.Items.Count);
        var first = all.Items[0].Id;

        var others = await service.GetAsync<Recommendations>($"/recommend/42?exclude={first}");

        Assert.Equal(all.Items.Skip(1), others.Items.SkipLast(1));
    }

    [Fact]
    public async Task An_unknown_user_gets_what_a_stranger_gets()
    {
        var unknown = await service.GetAsync<Recommendations>("/recommend/nobody?k=3");
        var stranger = await PostAsync(new { k = 3 });

        Assert.False(unknown.Known);
        Assert.Equal(stranger.Items, unknown.Items);
    }

    [Fact]
    public async Task A_history_counts_and_is_left_out()
    {
        var stranger = await PostAsync(new { });
        var history = stranger.Items.Take(2).Select(item => item.Id).ToArray();

        var found = await PostAsync(new { history });

        Assert.True(found.Known);
        Assert.DoesNotContain(found.Items, item => history.Contains(item.Id));
        Assert.NotEqual(stranger.Items.Skip(2).Select(item => item.Score), Scores(found));
    }

    [Fact]
    public async Task A_known_users_latest_history_counts_too()
    {
        var alone = await PostAsync(new { user = "42" });
        var since = await PostAsync(new { user = "42", history = new[] { "50", "172" } });
        var stranger = await PostAsync(new { history = new[] { "50", "172" } });

        Assert.NotEqual(Scores(alone), Scores(since));
        Assert.NotEqual(Scores(stranger), Scores(since));
    }

    [Fact]
    public async Task Nulls_among_ids_mean_nothing()
    {
        var without = await PostAsync(new { history = new[] { "50" }, exclude = new[] { "1" } });
        var with = await PostAsync(
            new { history = new[] { null, "50" }, exclude = new[] { "1", null } }
        );

        Assert.Equal(without.Items, with.Items);
    }

    [Fact]
    public async Task Similar_items_are_without_the_item()
    {
        var found = await service.GetAsync<Recommendations>("/similar/50?k=100");

        Assert.True(found.Known);
        Assert.Equal(100, found.Items.Count);
        Assert.DoesNotContain(found.Items, item => item.Id == "50");
        Assert.Equal(Scores(found).OrderDescending(), Scores(found));
    }

    [Fact]
    public async Task Items_like_an_unknown_one_are_not_found()
    {
        var problem = await service.FailAsync(HttpStatusCode.NotFound, "/similar/nothing");

        Assert.Equal("The model knows no item 'nothing'.", problem.Detail);
    }

    private static IEnumerable<float> Scores(Recommendations found) =>
        found.Items.Select(item => item.Score);

    private async Task<Recommendations> PostAsync(object request)
    {
        using var response = await service
            .CreateClient()
            .PostAsJsonAsync("/recommend", request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return (
            await response.Content.ReadFromJsonAsync<Recommendations>(
                TestContext.Current.CancellationToken
            )
        )!;
    }
}
