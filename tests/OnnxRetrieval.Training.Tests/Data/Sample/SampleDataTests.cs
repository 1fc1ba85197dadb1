using System.Text;
using System.Text.RegularExpressions;
using OnnxRetrieval.Tests;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data.Sample;

public sealed partial class SampleDataTests
{
    private static readonly Lazy<Dataset> Sample = new(() => Loading.Read(new()));

    [Fact]
    public void The_sample_has_the_shape_of_MovieLens_100K()
    {
        var dataset = Sample.Value;

        Assert.Equal("sample", dataset.Name);
        Assert.Equal(943, dataset.Users.Count);
        Assert.Equal(1_682, dataset.Items.Count);
        Assert.Equal(100_000, dataset.Interactions.Count);
        Assert.Equal(["title", "genres"], dataset.ItemColumns.Select(column => column.Name));
        Assert.Equal(
            [1f, 2f, 3f, 4f, 5f],
            dataset.Interactions.Ratings!.Distinct().Order().ToArray()
        );
        Assert.True(dataset.Interactions.Users.CountBy(user => user).All(pair => pair.Value >= 20));
        Assert.Equal(0, dataset.Report.Duplicates);
        Assert.Empty(dataset.Report.Notes);
    }

    [Fact]
    public void The_sample_is_the_same_on_every_machine()
    {
        Assert.Equal(
            "a616434f90c2eed935a3da18942cadceb3f38c53908ce84b60c46129ce33c6c2",
            Sample.Value.Fingerprint
        );
    }

    [Fact]
    public void No_two_movies_of_the_sample_have_the_same_title()
    {
        var titles = Sample.Value.ItemColumns[0].Values;

        Assert.Equal(titles.Length, titles.Distinct().Count());
        Assert.All(titles, title => Assert.Matches(@"^\S.+ \((19[3-9]\d|20[0-2]\d)\)$", title));
        Assert.All(titles, title => Assert.DoesNotContain('{', title));
        Assert.All(titles, title => Assert.DoesNotMatch(@"\b[Aa] [AEIOU]", title));
    }

    [Fact]
    public void No_title_of_the_sample_is_one_of_MovieLens()
    {
        var real = File.ReadLines(
                Path.Combine(Repository.SharedData("ml-100k"), "u.item"),
                Encoding.Latin1
            )
            .Select(line => Plain(line.Split('|')[1]))
            .ToHashSet();

        Assert.DoesNotContain(
            Sample.Value.ItemColumns[0].Values,
            title => real.Contains(Plain(title))
        );
    }

    [Fact]
    public void Nobody_rates_a_movie_before_its_year()
    {
        var dataset = Loading.Read(new() { Dataset = "sample", Columns = ["year"] });
        var years = dataset.ItemColumns[0].Values.Select(int.Parse).ToArray();

        Assert.Equal("year", dataset.ItemColumns[0].Name);
        for (var i = 0; i < dataset.Interactions.Count; i++)
        {
            var rated = DateTimeOffset.FromUnixTimeSeconds(dataset.Interactions.Times![i]).Year;
            Assert.True(rated >= years[dataset.Interactions.Items[i]]);
        }
    }

    [Fact]
    public void What_users_have_in_common_tells_more_than_popularity()
    {
        var split = Splitter.Split(Sample.Value, new() { Kind = "leave-last" }, 1);

        var popularity = QuickRecall.At20(split, QuickRecall.Popularity(split.Train));
        var itemKnn = QuickRecall.At20(split, QuickRecall.ItemKnn(split.Train));

        Assert.InRange(popularity, 0.08, 0.14);
        Assert.InRange(itemKnn, 1.5 * popularity, 0.3);
    }

    [Fact]
    public void Someone_who_likes_noir_gets_crime()
    {
        var train = Splitter.Split(Sample.Value, new() { Kind = "leave-last" }, 1).Train;
        var genres = Sample.Value.ItemColumns[1].Values;
        var fans = Enumerable
            .Range(0, train.Count)
            .GroupBy(i => train.Users[i], i => train.Items[i])
            .OrderByDescending(user => user.Average(item => Is(item, "Film-Noir")))
            .Take(20);

        var itemKnn = QuickRecall.ItemKnn(train);
        var share = fans.Average(user =>
            QuickRecall
                .Best(itemKnn, [.. user], genres.Length, 10)
                .Average(item => Is(item, "Crime"))
        );

        Assert.InRange(
            genres.Average(text => text.Contains("Crime", StringComparison.Ordinal) ? 1 : 0),
            0.05,
            0.15
        );
        Assert.InRange(share, 0.5, 1);

        double Is(int item, string genre) =>
            genres[item].Contains(genre, StringComparison.Ordinal) ? 1 : 0;
    }

    private static string Plain(string title) =>
        Year()
            .Replace(title, "")
            .Replace(", The", "", StringComparison.Ordinal)
            .Replace("The ", "", StringComparison.Ordinal)
            .Trim()
            .ToUpperInvariant();

    [GeneratedRegex(@"\(\d{4}\)$")]
    private static partial Regex Year();
}
