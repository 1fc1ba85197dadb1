using OnnxRetrieval.Tests;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data;

public sealed class DataProfileTests
{
    [Fact]
    public void MovieLens_100K_has_its_known_profile()
    {
        var profile = DataProfile.Of(
            Loading.Read(
                new() { Dataset = "movielens-100k", Directory = Repository.SharedData("ml-100k") }
            )
        );

        Assert.Equal(943, profile.Users);
        Assert.Equal(1_682, profile.Items);
        Assert.Equal(0.0630, profile.Density, 4);
        Assert.Equal(
            [6_110, 11_370, 27_145, 34_174, 21_201],
            profile.Ratings.Select(rating => rating.Count)
        );
        Assert.Equal(3.52986, profile.MeanRating!.Value, 5);
        Assert.Equal(new DateTime(1997, 9, 20), profile.FirstTime!.Value.Date);
        Assert.Equal(new DateTime(1998, 4, 22), profile.LastTime!.Value.Date);
        Assert.Equal(
            (20, 65, 737),
            (profile.PerUser.Least, profile.PerUser.Median, profile.PerUser.Most)
        );
        Assert.Equal(
            (1, 27, 583),
            (profile.PerItem.Least, profile.PerItem.Median, profile.PerItem.Most)
        );
        Assert.InRange(profile.PopularityGini, 0.6, 0.65);
        Assert.Equal(["title", "genres"], profile.Columns);
    }

    [Fact]
    public void The_gini_coefficient_is_0_for_equal_popularity_and_a_quarter_for_one_to_three()
    {
        var equal = Profile("SELECT i AS user, i AS item FROM range(50) r(i)");
        var unequal = Profile("FROM (VALUES (1, 1), (1, 2), (2, 2), (3, 2)) v(user, item)");

        Assert.Equal(0, equal.PopularityGini, 9);
        Assert.Equal(0.25, unequal.PopularityGini, 9);
    }

    [Fact]
    public void Many_ratings_are_counted_in_ten_ranges()
    {
        var profile = Profile(
            "SELECT i AS user, i AS item, i::DOUBLE AS rating FROM range(101) r(i)"
        );

        Assert.Equal(10, profile.Ratings.Count);
        Assert.Equal(new RatingCount(0, 10, 10), profile.Ratings[0]);
        Assert.Equal(new RatingCount(90, 100, 11), profile.Ratings[9]);
    }

    [Fact]
    public void Data_without_ratings_and_times_has_none_in_its_profile()
    {
        var profile = Profile("SELECT i AS user, i AS item FROM range(3) r(i)");

        Assert.Empty(profile.Ratings);
        Assert.Null(profile.MeanRating);
        Assert.Null(profile.FirstTime);
        Assert.Null(profile.LastTime);
    }

    private static DataProfile Profile(string query) =>
        DataProfile.Of(Loading.Read(new() { Query = query }));
}
