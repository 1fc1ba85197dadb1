using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data;

/// <summary>Reads as a test does: stopped with the test.</summary>
internal static class Loading
{
    public static Dataset Read(DataOptions options) =>
        DataReader.Read(options, null, TestContext.Current.CancellationToken);

    public static DataSplit Prepare(DataOptions data, SplitOptions? split = null, int seed = 1) =>
        DataPreparation.Prepare(
            data,
            split ?? new(),
            seed,
            null,
            TestContext.Current.CancellationToken
        );

    /// <summary>The message with which options are refused.</summary>
    public static string Refusal(DataOptions options) =>
        Assert.Throws<InputException>(() => Read(options)).Message;
}
