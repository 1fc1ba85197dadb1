using System.Net;
using System.Text.RegularExpressions;

namespace OnnxRetrieval.Samples.WebApi.Tests;

public sealed partial class TitlesPageTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task It_shows_a_users_titles()
    {
        var expected = await service.GetAsync<Recommendations>("/recommend/42?k=20");

        var page = await service.GetTextAsync("/?user=42");

        Assert.Contains("<h1>For user 42</h1>", page, StringComparison.Ordinal);
        Assert.Equal(expected.Items.Select(item => item.Title), Titles(page));
    }

    [Fact]
    public async Task Its_links_build_a_history_and_lead_to_similar_titles()
    {
        var start = await service.GetTextAsync("/");
        var seen = await service.GetTextAsync(Link(start, "Seen it"));
        var similar = await service.GetTextAsync(Link(start, "More like it"));

        Assert.Contains("<h1>For a stranger</h1>", start, StringComparison.Ordinal);
        Assert.Contains("<h1>After what you have seen</h1>", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(Titles(start).First(), Titles(seen));
        Assert.Contains("<h1>More like item ", similar, StringComparison.Ordinal);
        Assert.DoesNotContain(Titles(start).First(), Titles(similar));
        Assert.Equal(20, Titles(similar).Count());
    }

    [Fact]
    public async Task A_known_user_stays_the_same_when_something_is_seen()
    {
        var page = await service.GetTextAsync("/?user=42");

        var seen = await service.GetTextAsync(Link(page, "Seen it"));

        Assert.Contains("<h1>For user 42</h1>", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(Titles(page).First(), Titles(seen));
        Assert.Equal("/?user=42", Link(seen, "Forget them"));
    }

    [Theory]
    [InlineData("/?user=%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/?item=%3Cscript%3Ealert(1)%3C/script%3E")]
    public async Task What_was_typed_is_text(string address)
    {
        using var response = await service
            .CreateClient()
            .GetAsync(address, TestContext.Current.CancellationToken);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("not known", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.StartsWith(
            "default-src 'none'",
            response.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Its_style_is_its_own()
    {
        var page = await service.GetTextAsync("/");
        var style = Assert.Single(
            StyleSheet().Matches(page).Select(match => match.Groups[1].Value)
        );

        Assert.Contains("color-scheme", await service.GetTextAsync("/" + style));
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Titles(string page) =>
        Title().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value));

    private static string Link(string page, string text) =>
        WebUtility.HtmlDecode(
            Anchor().Matches(page).First(match => match.Groups[2].Value == text).Groups[1].Value
        );

    [GeneratedRegex("<span class=\"title\">(.*?)</span>")]
    private static partial Regex Title();

    [GeneratedRegex("<a href=\"(.*?)\">(.*?)</a>")]
    private static partial Regex Anchor();

    [GeneratedRegex("<link rel=\"stylesheet\" href=\"(.*?)\">")]
    private static partial Regex StyleSheet();
}
