using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Building;
using OnnxRetrieval.Training.Features;

namespace OnnxRetrieval.Training.Tests.Features;

public sealed class FeatureFitTests
{
    [Fact]
    public void Categories_are_ordered_by_how_many_share_them_then_by_text()
    {
        var feature = Fit<CategoryFeature>("city:category", "b", "a", "c", "c", "", "a", "b", "x");

        Assert.Equal(["a", "b", "c"], feature.Values.Strings.ToArray());
        // The missing value, the one that is too rare, and the unknown entity take the last row.
        Assert.Equal([1, 0, 2, 2, 3, 0, 1, 3, 3], feature.Codes.ToArray());
        Assert.Equal(4, feature.Rows);
        Assert.True(feature.IsSingle);
    }

    [Fact]
    public void What_training_may_not_see_gets_no_row()
    {
        var feature = Fit<CategoryFeature>(
            "city:category",
            ["a", "a", "b", "b", "b"],
            seen: [true, true, true, false, false]
        );

        Assert.Equal(["a"], feature.Values.Strings.ToArray());
        Assert.Equal([0, 0, 1, 1, 1, 1], feature.Codes.ToArray());
    }

    [Fact]
    public void Categories_that_are_written_as_integers_are_integers()
    {
        var feature = Fit<CategoryFeature>("age:category", "25", "18", "25", "18", "");

        Assert.Equal([18, 25], feature.Values.Integers.ToArray());
        Assert.Equal(new FeatureValue(25), feature.Raw(0));
        Assert.Equal(new FeatureValue(-1), feature.Raw(4));
        Assert.Equal(new FeatureValue(-1), feature.Raw(5));
    }

    [Theory]
    [InlineData("007")]
    [InlineData("-1")]
    [InlineData("1.5")]
    public void One_category_that_is_no_id_makes_texts_of_all(string other) =>
        Assert.True(Fit<CategoryFeature>("zip:category", "1", "1", other).Values.IsString);

    [Fact]
    public void Reals_that_are_whole_are_integers()
    {
        var column = EntityColumnBuilder.Of("age", ["3.0", "3", "4.0", "4.0"]) with
        {
            Type = ColumnType.Number,
        };

        var feature = Assert.IsType<CategoryFeature>(Fit("age:category", column));

        Assert.Equal([3, 4], feature.Values.Integers.ToArray());
    }

    [Fact]
    public void Only_the_most_frequent_values_are_known_where_there_may_be_so_many()
    {
        var feature = Fit<CategoryFeature>(
            "city:category:most_values=1,least_count=1",
            "a",
            "b",
            "b"
        );

        Assert.Equal(["b"], feature.Values.Strings.ToArray());
    }

    [Fact]
    public void Lists_are_split_trimmed_and_keep_repeats()
    {
        var feature = Fit<ListFeature>(
            "genres:list",
            "Drama| War ",
            "",
            "War|War|Rare",
            "Drama||War",
            "Rarer"
        );

        Assert.Equal(["War", "Drama"], feature.Values.Strings.ToArray());
        Assert.Equal([0, 2, 3, 5, 7, 8, 9], feature.Starts.ToArray());
        Assert.Equal([1, 0, 2, 0, 0, 1, 0, 2, 2], feature.Codes.ToArray());
        Assert.Equal([0, 0], feature.CodesOf(2).ToArray());
        Assert.False(feature.IsSingle);
    }

    [Fact]
    public void Elements_of_real_lists_may_hold_the_separator()
    {
        var joined = string.Join(EntityColumn.ListSeparator, "a|b", "c");
        var column = EntityColumnBuilder.Of("tags", [joined, joined]) with
        {
            Type = ColumnType.List,
        };

        var feature = Assert.IsType<ListFeature>(Fit("tags", column));

        Assert.Equal(["a|b", "c"], feature.Values.Strings.ToArray());
        Assert.Equal("a|b|c", column[0]);
    }

    [Fact]
    public void Buckets_hold_equally_many_and_begin_at_their_edge()
    {
        var feature = Fit<BucketsFeature>(
            "age:buckets:buckets=4",
            [.. Enumerable.Range(0, 8).Select(number => $"{number}"), "", "nan"]
        );

        Assert.Equal([2, 4, 6], feature.Edges);
        Assert.Equal([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4], feature.Codes.ToArray());
        Assert.Equal(5, feature.Rows);
    }

    [Fact]
    public void Equal_numbers_share_a_bucket_and_none_is_empty()
    {
        var feature = Fit<BucketsFeature>(
            "n:buckets",
            [.. Enumerable.Repeat("0", 90), .. Enumerable.Range(1, 10).Select(n => $"{n}")]
        );

        Assert.Equal(
            feature.Rows - 1,
            feature.Codes.ToArray().Where((_, i) => i < 100).Distinct().Count()
        );
        Assert.Single(feature.Codes[..90].ToArray().Distinct());
    }

    [Fact]
    public void Numbers_are_standardized_and_missing_ones_told()
    {
        var feature = Fit<NumberFeature>("price:number", "1", "3", "", "N/A");

        Assert.Equal((2f, 1f), (feature.Mean, feature.Scale));
        Assert.Equal([-1, 1, 0, 0, 0], feature.Values.ToArray());
        Assert.Equal([false, false, true, true, true], feature.IsMissing.ToArray());
        Assert.Equal(new FeatureValue(3f), feature.Raw(1));
        Assert.Equal(new FeatureValue(float.NaN), feature.Raw(4));
    }

    [Fact]
    public void A_number_far_out_counts_as_the_bound()
    {
        var feature = Fit<NumberFeature>(
            "price:number",
            ["1000000", .. Enumerable.Range(0, 100).Select(number => $"{number}")]
        );

        Assert.Equal(NumberFeature.Bound, feature.Values[0]);
    }

    [Fact]
    public void Dates_are_read_as_seconds_and_years_as_they_are()
    {
        var dates = Fit<BucketsFeature>("release", "1995-01-01", "1996-01-01", "", "1997-01-01");
        var years = Fit<NumberFeature>("year:age:buckets=0", "1995", "1997", "");

        Assert.Equal(FeatureKind.Age, dates.Kind);
        Assert.Equal(new FeatureValue(788918400f), dates.Raw(0));
        Assert.Equal(new FeatureValue(1995f), years.Raw(0));
        Assert.Equal(1996, years.Mean);
    }

    [Fact]
    public void A_year_among_dates_is_its_first_day()
    {
        var feature = Fit<NumberFeature>("release:age:buckets=0", "1995-01-01", "1995", "1996");

        Assert.Equal(feature.Raw(0), feature.Raw(1));
        Assert.NotEqual(feature.Raw(1), feature.Raw(2));
    }

    [Fact]
    public void Words_are_small_letters_without_punctuation_around_them()
    {
        var feature = Fit<TextFeature>(
            "title:text",
            "Star Wars (1977)",
            "STAR  Trek: The movie",
            "\"wars\" of 1977?",
            "--- !",
            ""
        );

        Assert.Equal(["1977", "star", "wars"], feature.Words);
        Assert.Equal([1, 2, 0], feature.CodesOf(0).ToArray());
        Assert.Equal([1], feature.CodesOf(1).ToArray());
        Assert.Equal([2, 0], feature.CodesOf(2).ToArray());
        Assert.Equal([3], feature.CodesOf(3).ToArray());
        var rows = feature.Forms.Tokens.Zip(feature.Forms.Rows).ToDictionary();
        Assert.Equal(
            [0, 0, 1, 1, 2, 2],
            new[] { "(1977)", "1977?", "STAR", "Star,", "\"wars\"", "WARS" }.Select(form =>
                rows[form]
            )
        );
    }

    [Theory]
    [InlineData("age:number", "24 x 25", "has 'x' at 'id1', which is no number. Mend it")]
    [InlineData("age:age", "2020-01-01 soon", "has 'soon' at 'id1', which is neither a date")]
    [InlineData("age:buckets", "2020-01-01", "Use the kind age")]
    [InlineData("age:age", "2020-13-01 2020-01-01", "'2020-13-01' at 'id0', which is neither")]
    [InlineData("age:buckets", "3 3 3", "has the value 3 nearly everywhere")]
    [InlineData("age:category", "a b c", "has no value that 2 of the users share")]
    [InlineData("age:text", "a b c", "has no word that 2 of the users share")]
    [InlineData("age:number", " ", "has no number for any of the users to train on")]
    public void Values_that_do_not_fit_are_refused(string options, string values, string message)
    {
        var exception = Assert.Throws<InputException>(() =>
            Fit(options, EntityColumnBuilder.Of("age", values.Split(' ')))
        );

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            $"--query-feature {options}",
            exception.Message,
            StringComparison.Ordinal
        );
    }

    internal static EncodedFeature Fit(string options, EntityColumn column, bool[]? seen = null) =>
        new FeatureFit(column, seen, "the users", "--query-feature", row => $"id{row}").Fit(
            FeatureOptions.Parse(options)
        );

    private static T Fit<T>(string options, params string[] values)
        where T : EncodedFeature => Fit<T>(options, values, null);

    private static T Fit<T>(string options, string[] values, bool[]? seen)
        where T : EncodedFeature =>
        Assert.IsType<T>(
            Fit(options, EntityColumnBuilder.Of(FeatureOptions.Parse(options).Name, values), seen)
        );
}
