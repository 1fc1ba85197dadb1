using System.Globalization;
using System.Text;
using OnnxRetrieval.Tests;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data.Files;

public sealed class FuzzedFileTests : IDisposable
{
    private const string Header = "user,item,rating,time";

    private static readonly byte[] Whole = Encoding.UTF8.GetBytes(
        $"""
        {Header}
        7,101,3.5,946728000
        8,102,4,946728001
        "9",é,5,946728002
        10,"a ""b"", c",1,946728003
        7,102,2,946728004
        8,101,3,946728005

        """.ReplaceLineEndings("\n")
    );

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_damaged_text_file_is_refused_by_a_message_or_read_as_it_stands()
    {
        var compared = 0;
        foreach (var round in Mutations.Rounds(150))
        {
            var bytes = Mutations.Of(Whole, round);
            var file = folder.Write("damaged.csv", bytes);

            var (dataset, error) = Read(file);

            Assert.True(error is null or InputException, $"Round {round}: {error}");
            if (dataset is not null && Plain(bytes) is { } expected)
            {
                compared++;
                Assert.True(
                    expected.Shown.SequenceEqual(Shown.Rows(dataset)),
                    $"Round {round}: {string.Join("; ", Shown.Rows(dataset))}\n{Encoding.UTF8.GetString(bytes)}"
                );
            }
        }
        Assert.True(compared > 0);
    }

    [Fact]
    public void A_damaged_parquet_file_is_refused_by_a_message_or_read()
    {
        var path = Path.Combine(folder.Path, "whole.parquet");
        Duck.Execute(
            $"COPY (SELECT range % 5 AS user, 'item ' || range % 7 AS item, range / 3 AS rating, range AS time FROM range(40)) TO '{path}' (FORMAT parquet)"
        );
        var whole = File.ReadAllBytes(path);
        foreach (var round in Mutations.Rounds(150))
        {
            var file = folder.Write("damaged.parquet", Mutations.Of(whole, round));

            var (_, error) = Read(file);

            Assert.True(error is null or InputException, $"Round {round}: {error}");
        }
    }

    private static (Dataset? Dataset, Exception? Error) Read(string file)
    {
        Dataset? dataset = null;
        var error = Record.Exception(() => dataset = Loading.Read(new() { Interactions = [file] }));
        return (dataset, error);
    }

    /// <summary>What the file says, where it says so without quotes and in numbers that are written plainly; else null.</summary>
    private static PlainReading? Plain(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines[0] != Header || text.AsSpan().ContainsAny("\"\r\0"))
        {
            return null;
        }
        var rows = new List<WrittenRow>();
        foreach (var fields in lines.Skip(1).Select(line => line.Split(',')))
        {
            // A text that is read and has a line of another length was not read as it stands.
            Assert.Equal(4, fields.Length);
            if (!IsPlain(fields[2]) || !IsPlain(fields[3]) || fields[3].Contains('.'))
            {
                return null;
            }
            rows.Add(
                new(
                    fields[0],
                    fields[1],
                    fields[2].Length == 0
                        ? null
                        : double.Parse(fields[2], CultureInfo.InvariantCulture),
                    fields[3].Length == 0
                        ? null
                        : long.Parse(fields[3], CultureInfo.InvariantCulture)
                )
            );
        }
        return PlainReading.Of(rows);

        static bool IsPlain(string field) =>
            field.Length < 11
            && (
                field.Length == 0
                || (
                    char.IsAsciiDigit(field[0])
                    && char.IsAsciiDigit(field[^1])
                    && field.All(letter => char.IsAsciiDigit(letter) || letter == '.')
                    && field.Count(letter => letter == '.') < 2
                )
            );
    }
}
