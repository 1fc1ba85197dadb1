namespace OnnxRetrieval.Hosting.Tests;

/// <summary>Whose answer it is.</summary>
internal static class Answers
{
    public static void AssertFrom(TestModel model, Retrieval answer, string user, int k = 10) =>
        Assert.Equal(model.Best(user, k), answer.Select(hit => (hit.Index, hit.Score)).ToArray());
}
