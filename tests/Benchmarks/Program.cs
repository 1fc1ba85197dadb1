using OnnxRetrieval.Benchmarks;
using OnnxRetrieval.Benchmarks.Batching;
using OnnxRetrieval.Benchmarks.Indexes;
using OnnxRetrieval.Benchmarks.Retrieve;
using OnnxRetrieval.Benchmarks.Score;
using OnnxRetrieval.Benchmarks.Search;
using OnnxRetrieval.Benchmarks.Train;
using OnnxRetrieval.Benchmarks.Validate;

// Each benchmark by its name: dotnet run -c Release --project tests/Benchmarks -- NAME
var benchmarks = new Dictionary<string, Action<TextWriter>>
{
    ["batching"] = BatchingBenchmark.Run,
    ["among"] = AmongBenchmark.Run,
    ["index"] = IndexBenchmark.Run,
    ["retrieve"] = RetrieveBenchmark.Run,
    ["score"] = ScoreBenchmark.Run,
    ["table-size"] = TableSizeBenchmark.Run,
    ["torch"] = TorchBenchmark.Run,
    ["two-pass"] = TwoPassBenchmark.Run,
    ["validate"] = ValidateBenchmark.Run,
};

if (args is not [var name] || !benchmarks.TryGetValue(name, out var benchmark))
{
    Console.Error.WriteLine(
        $"Give one benchmark by its name: {string.Join(", ", benchmarks.Keys)}."
    );
    return 2;
}
Console.WriteLine(Machine.Description);
Console.WriteLine();
benchmark(Console.Out);
return 0;
