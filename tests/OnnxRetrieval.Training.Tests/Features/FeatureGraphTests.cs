using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Building;
using OnnxRetrieval.Training.Features;

namespace OnnxRetrieval.Training.Tests.Features;

/// <summary>A graph must make of raw values exactly what training made of them.</summary>
public sealed class FeatureGraphTests
{
    private static readonly string[] Pool =
    [
        "",
        " ",
        "a",
        "b|a",
        "b | a|a",
        "A, b.",
        "(b)",
        "É é",
        "1",
        "7",
        "-3",
        "2.5",
        "1e3",
        "NA",
        "inf",
        "007",
        "star  Wars\tIV",
        "\"Star\" wars!",
        "||",
    ];

    private static readonly string[] Numbers =
    [
        "",
        "1",
        "7",
        "-3",
        "2.5",
        "1e3",
        "NA",
        "inf",
        "1e39",
    ];
    private static readonly string[] Dates =
    [
        "",
        "2020-01-01",
        "1999-12-31 12:00:00",
        "1969-05-05",
    ];

    [Fact]
    public void Codes_are_well_formed_and_the_graph_finds_them()
    {
        var tried = 0;
        Prop.ForAll(
                Gen.Elements(
                        "category",
                        "category:least_count=1",
                        "list:least_count=1",
                        "list:least_count=1,separator= ",
                        "text",
                        "text:least_count=1",
                        "buckets:buckets=3",
                        "number",
                        "age:buckets=2",
                        "age:buckets=0"
                    )
                    .ToArbitrary(),
                ArbMap.Default.ArbFor<byte[]>(),
                (kind, draws) =>
                {
                    var pool =
                        kind.StartsWith("age", StringComparison.Ordinal) ? Dates
                        : kind.StartsWith("num", StringComparison.Ordinal)
                        || kind.StartsWith("buc", StringComparison.Ordinal)
                            ? Numbers
                        : Pool;
                    var column = EntityColumnBuilder.Of(
                        "x",
                        draws.Select(draw => pool[draw % pool.Length])
                    );
                    EncodedFeature feature;
                    try
                    {
                        feature = FeatureFitTests.Fit($"x:{kind}", column);
                    }
                    catch (InputException)
                    {
                        // Nothing to learn from in so small a column.
                        return true;
                    }
                    Interlocked.Increment(ref tried);
                    return IsWellFormed(feature, column) && AgreesWithGraph(feature, column, kind);
                }
            )
            .QuickCheckThrowOnFailure();
        Assert.InRange(tried, 30, 100);
    }

    private static bool IsWellFormed(EncodedFeature feature, EntityColumn column)
    {
        if (feature is not CodedFeature coded)
        {
            return true;
        }
        var codes = coded.Codes.ToArray();
        return coded.Count == column.Count
            && coded.Starts[0] == 0
            && coded.Starts[^1] == codes.Length
            && coded.Starts.Length == column.Count + 2
            && Enumerable.Range(0, column.Count + 1).All(entity => coded.CodesOf(entity).Length > 0)
            && Array.TrueForAll(codes, code => code >= 0 && code < coded.Rows)
            && coded.CodesOf(column.Count).SequenceEqual([coded.Rows - 1])
            && coded.Frequencies(new int[column.Count]).Length == coded.Rows;
    }

    private static bool AgreesWithGraph(EncodedFeature feature, EntityColumn column, string kind)
    {
        using var model = new FeatureModel(feature);
        var separator = FeatureOptions.Parse($"x:{kind}").Separator;
        var raw = RawInput.Of(model.Input, column, separator);
        for (var entity = 0; entity <= column.Count; entity++)
        {
            var expected = feature switch
            {
                CodedFeature coded => (float)coded.CodesOf(entity).ToArray().Average(),
                NumberFeature number => number.IsMissing[entity]
                    ? FeatureModel.Missing
                    : number.Values[entity],
                _ => throw new NotSupportedException(),
            };
            if (
                Math.Abs(model.Run(feature.Raw(entity)) - expected) > 1e-5
                || Math.Abs(model.Run(raw(entity)) - expected) > 1e-5
            )
            {
                return false;
            }
        }
        return true;
    }
}
