using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data;

public sealed class DataPreparationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Given_files_share_one_vocabulary()
    {
        var split = Loading.Prepare(
            new()
            {
                Dataset = "lists",
                Train = [folder.Write("train.txt", "2 20 10\n1 10\n")],
                Valid = [folder.Write("valid.txt", "1 20\n2\n")],
                Test = [folder.Write("test.txt", "1 30\n3 10\n")],
            }
        );

        Assert.Equal(["1", "2", "3"], Shown.Ids(split.Dataset.Users));
        Assert.Equal(["10", "20", "30"], Shown.Ids(split.Dataset.Items));
        Assert.Equal(["2 20", "2 10", "1 10"], Shown.Rows(split.Dataset, split.Train));
        Assert.Equal(["1 20"], Shown.Rows(split.Dataset, split.Valid));
        Assert.Equal(["1 30", "3 10"], Shown.Rows(split.Dataset, split.Test));
        Assert.Equal(["2 20", "2 10", "1 10", "1 20", "1 30", "3 10"], Shown.Rows(split.Dataset));
        Assert.False(split.ValidIsCarved);
        Assert.StartsWith(
            "1 users of the test set",
            Assert.Single(split.Notes),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Given_files_may_be_tables_with_ratings_and_times()
    {
        var split = Loading.Prepare(
            new()
            {
                Train =
                [
                    folder.Write("a.csv", "user,item,rating,time\nx,1,5,10\ny,1,4,11\n"),
                    folder.Write("b.csv", "time,user,item,rating\n12,y,2,3\n"),
                ],
                Test =
                [
                    folder.Write(
                        "c.jsonl",
                        "{\"user\":\"x\",\"item\":2,\"rating\":1,\"time\":20}\n"
                    ),
                ],
            },
            new() { ValidFraction = 0 }
        );

        Assert.Equal(["x 1 5 10", "y 1 4 11", "y 2 3 12"], Shown.Rows(split.Dataset, split.Train));
        Assert.Equal(["x 2 1 20"], Shown.Rows(split.Dataset, split.Test));
        Assert.Equal(0, split.Valid.Count);
        Assert.False(split.ValidIsCarved);
        Assert.Equal("a", split.Dataset.Name);
    }

    [Fact]
    public void Without_valid_files_a_tenth_of_the_training_data_is_carved()
    {
        var split = Loading.Prepare(Given(100));

        Assert.True(split.ValidIsCarved);
        Assert.Equal(90, split.Train.Count);
        Assert.Equal(10, split.Valid.Count);
        Assert.Equal(2, split.Test.Count);
    }

    [Fact]
    public void To_evaluate_nothing_is_carved()
    {
        var split = DataPreparation.PrepareForEvaluation(
            Given(100),
            new(),
            1,
            null,
            TestContext.Current.CancellationToken
        );

        Assert.False(split.ValidIsCarved);
        Assert.Equal(100, split.Train.Count);
        Assert.Equal(0, split.Valid.Count);
    }

    [Fact]
    public void To_evaluate_one_user_will_do()
    {
        var split = DataPreparation.PrepareForEvaluation(
            new()
            {
                Dataset = "lists",
                Train = [folder.Write("train.txt", "1 10 11\n")],
                Test = [folder.Write("test.txt", "1 12\n")],
            },
            new(),
            1,
            null,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(1, split.Dataset.Users.Count);
        Assert.Equal(1, split.Test.Count);
    }

    [Fact]
    public void Test_items_that_were_trained_on_are_noted()
    {
        var split = Loading.Prepare(
            new()
            {
                Dataset = "lists",
                Train = [folder.Write("train.txt", "1 10 11\n2 10\n")],
                Test = [folder.Write("test.txt", "1 11 12\n")],
            }
        );

        Assert.Contains(
            split.Notes,
            note => note.StartsWith("1 of 2 test interactions stand", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Duplicates_within_a_part_are_resolved()
    {
        var split = Loading.Prepare(
            new()
            {
                Dataset = "lists",
                Train = [folder.Write("train.txt", "1 10 11 10\n2 10\n")],
                Test = [folder.Write("test.txt", "1 12 12\n")],
            },
            new() { ValidFraction = 0 }
        );

        Assert.Equal(["1 11", "1 10", "2 10"], Shown.Rows(split.Dataset, split.Train));
        Assert.Equal(["1 12"], Shown.Rows(split.Dataset, split.Test));
        Assert.Equal(2, split.Dataset.Report.Duplicates);
    }

    [Fact]
    public void A_data_set_without_files_given_is_split_as_asked()
    {
        var split = Loading.Prepare(
            new() { Dataset = "lists", Interactions = [folder.Write("l.txt", "1 1 2 3\n2 1 2\n")] },
            new() { Kind = "leave-last" }
        );

        Assert.Equal(["1 3", "2 2"], Shown.Rows(split.Dataset, split.Test));
        Assert.Equal(["1 2"], Shown.Rows(split.Dataset, split.Valid));
        Assert.Contains(split.Notes, note => note.Contains("no times", StringComparison.Ordinal));
    }

    [Fact]
    public void A_split_that_does_not_go_with_the_files_is_refused()
    {
        Assert.Contains(
            "--split random has nothing to do",
            Assert
                .Throws<InputException>(() => Loading.Prepare(Given(10), new() { Kind = "random" }))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "needs files",
            Assert
                .Throws<InputException>(() => Loading.Prepare(new(), new() { Kind = "given" }))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "--train",
            Assert.Throws<InputException>(() => Loading.Read(Given(10))).Message,
            StringComparison.Ordinal
        );
    }

    private DataOptions Given(int interactions) =>
        new()
        {
            Dataset = "lists",
            Train =
            [
                folder.Write(
                    "train.txt",
                    string.Concat(Enumerable.Range(0, interactions).Select(i => $"{i % 7} {i}\n"))
                ),
            ],
            Test = [folder.Write("test.txt", "0 1 2\n")],
        };
}
