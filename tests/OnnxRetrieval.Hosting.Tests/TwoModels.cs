namespace OnnxRetrieval.Hosting.Tests;

/// <summary>Two models that take turns, and what the user u1 gets from each.</summary>
internal sealed class TwoModels : IDisposable
{
    private readonly TestModel[] models;

    public TwoModels(int items, int dimensions)
    {
        models =
        [
            new(items: items, dimensions: dimensions, seed: 1),
            new(items: items, dimensions: dimensions, seed: 2),
        ];
        Expected = [.. models.Select(model => model.Best("u1", 10))];
    }

    public (int Row, float Score)[][] Expected { get; }

    public TestModel At(int turn) => models[turn % 2];

    public void Dispose() => Array.ForEach(models, model => model.Dispose());
}
