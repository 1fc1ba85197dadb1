using System.Text;
using OnnxRetrieval.Tests;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data.Sets;

public sealed class MovieLensTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void MovieLens_100K_is_read_as_shipped()
    {
        var dataset = Loading.Read(
            new()
            {
                Dataset = "movielens-100k",
                Directory = Repository.SharedData("ml-100k"),
                Columns = ["title", "genres", "year"],
            }
        );

        Assert.Equal(943, dataset.Users.Count);
        Assert.Equal(1_682, dataset.Items.Count);
        Assert.Equal(100_000, dataset.Interactions.Count);
        Assert.Equal("196 242 3 881250949", Shown.Rows(dataset)[0]);
        var (title, genres, year) = (
            dataset.ItemColumns[0].Values,
            dataset.ItemColumns[1].Values,
            dataset.ItemColumns[2].Values
        );
        Assert.Equal("Toy Story (1995)", title[dataset.Items.RowOf(1)]);
        Assert.Equal("Animation|Children's|Comedy", genres[dataset.Items.RowOf(1)]);
        Assert.Equal("1995", year[dataset.Items.RowOf(1)]);
        Assert.Equal("", year[dataset.Items.RowOf(267)]);
        Assert.Contains(title, text => text.Contains('é'));
    }

    [Fact]
    public void MovieLens_1M_form_is_read_with_its_separators_and_encoding()
    {
        folder.Write("ml-1m/ratings.dat", "1::10::5::978300760\n2::11::3::978302109\r\n");
        folder.Write(
            "ml-1m/movies.dat",
            "10::Été (1995)::Comedy|Drama\n11::Plain: A Tale (1996)::Film-Noir\n12::Alone (1997)::War\n",
            Encoding.Latin1
        );

        var dataset = Loading.Read(
            new()
            {
                Dataset = "movielens-1m",
                Directory = folder.Path,
                Columns = ["year", "title"],
            }
        );

        Assert.Equal(["1 10 5 978300760", "2 11 3 978302109"], Shown.Rows(dataset));
        Assert.Equal(["10", "11", "12"], Shown.Ids(dataset.Items));
        Assert.Equal("title", dataset.ItemColumns[0].Name);
        Assert.Equal(
            ["Été (1995)", "Plain: A Tale (1996)", "Alone (1997)"],
            dataset.ItemColumns[0].Values
        );
        Assert.Equal(["1995", "1996", "1997"], dataset.ItemColumns[1].Values);
        Assert.Contains(
            dataset.Report.Notes,
            note => note.StartsWith("1 candidates have no interaction", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void MovieLens_100K_describes_its_users()
    {
        var dataset = Loading.Read(
            new() { Dataset = "movielens-100k", Directory = Repository.SharedData("ml-100k") }
        );

        var user = dataset.Users.RowOf(2);
        Assert.Equal(
            ["age=53", "gender=F", "occupation=other", "zip_code=94043"],
            dataset.UserColumns.Select(column => $"{column.Name}={column[user]}")
        );
        Assert.All(dataset.UserColumns, column => Assert.DoesNotContain(-1, column.Codes));
    }

    [Fact]
    public void MovieLens_1M_form_of_users_is_read_where_the_file_is_there()
    {
        folder.Write("ratings.dat", "1::10::5::978300760\n2::11::3::978302109\n");
        folder.Write("movies.dat", "10::One (1995)::Comedy\n11::Two (1996)::War\n");
        var options = new DataOptions { Dataset = "movielens-1m", Directory = folder.Path };
        Assert.Empty(Loading.Read(options).UserColumns);

        folder.Write("users.dat", "1::F::1::10::48067\n2::M::56::16::70072\n3::M::25::15::55117\n");
        var dataset = Loading.Read(options with { FeatureColumns = ["year"] });

        Assert.Equal(
            ["gender", "age", "occupation", "zip_code"],
            dataset.UserColumns.Select(column => column.Name)
        );
        Assert.Equal(["1", "56"], dataset.UserColumns[1].ToTexts());
        Assert.Equal(["1995", "1996"], Assert.Single(dataset.ItemFeatureColumns).ToTexts());
        folder.Write("users.dat", "1::F::1::10\n");
        Assert.Contains("users.dat', line 1", Loading.Refusal(options), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1\t2\t3\n")]
    [InlineData("1\t2\t6\t5\n")]
    [InlineData("1\t2\tx\t5\n")]
    [InlineData("1,2,3,4\n")]
    public void A_damaged_ratings_file_is_refused_with_its_line(string line)
    {
        folder.Write("u.data", "1\t1\t5\t10\n" + line);
        folder.Write("u.item", "1|x|");

        var error = Assert.Throws<InputException>(() =>
            Loading.Read(new() { Dataset = "movielens-100k", Directory = folder.Path })
        );

        Assert.Contains("u.data', line 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_the_files_is_refused()
    {
        var error = Assert.Throws<InputException>(() =>
            Loading.Read(new() { Dataset = "movielens-100k", Directory = folder.Path })
        );

        Assert.Contains("u.data and u.item", error.Message, StringComparison.Ordinal);
        Assert.Contains("ml-100k.zip", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_the_set_has_not_is_refused()
    {
        folder.Write("u.data", "1\t1\t5\t10\n");
        folder.Write(
            "u.item",
            "1|x (1990)|01-Jan-1990||" + string.Concat(Enumerable.Repeat("|0", 19))
        );

        var error = Assert.Throws<InputException>(() =>
            Loading.Read(
                new()
                {
                    Dataset = "movielens-100k",
                    Directory = folder.Path,
                    Columns = ["director"],
                }
            )
        );

        Assert.Contains("It has: title, genres, year", error.Message, StringComparison.Ordinal);
    }
}
