using System.CommandLine;
using OnnxRetrieval.Benchmarks;
using OnnxRetrieval.Quality.Data;
using OnnxRetrieval.Quality.Measuring;
using OnnxRetrieval.Quality.Report;

var names = Protocols
    .All.Select(protocol => protocol.Name)
    .Union(Protocols.ForAblations.Select(set => set.Name));
var sets = new Option<string[]>("--sets")
{
    Description = $"What to measure: {string.Join(", ", names)}. Default: all.",
    AllowMultipleArgumentsPerToken = true,
};
sets.AcceptOnlyFromAmong([.. names]);
var parts = new Option<string[]>("--parts")
{
    Description = "The tables to measure: goals, ablations or none. Default: both.",
    DefaultValueFactory = _ => [.. Selection.AllParts],
    AllowMultipleArgumentsPerToken = true,
};
parts.AcceptOnlyFromAmong([.. Selection.AllParts, "none"]);
var seeds = new Option<int[]>("--seeds")
{
    Description = "Seeds to measure with.",
    DefaultValueFactory = _ => [1, 2, 3],
    AllowMultipleArgumentsPerToken = true,
};
var ablationSeeds = new Option<int[]>("--ablation-seeds")
{
    Description = "Seeds of the ablations.",
    DefaultValueFactory = _ => [1],
    AllowMultipleArgumentsPerToken = true,
};
var rows = new Option<string[]>("--rows")
{
    Description = "The ablations to make, by name. Default: all.",
    AllowMultipleArgumentsPerToken = true,
};
rows.AcceptOnlyFromAmong([.. Ablation.All.Select(ablation => ablation.Name)]);
var threads = new Option<int?>("--threads")
{
    Description = "Threads to compute with. Default: all cores.",
};
var data = new Option<string>("--data")
{
    Description = "The folder with data that the project may not ship.",
    DefaultValueFactory = _ => Path.Combine("..", "shared", "data"),
};
var cache = new Option<string>("--cache")
{
    Description = "The folder for results, so that an interrupted run goes on, and for made data.",
    DefaultValueFactory = _ => Path.Combine("artifacts", "quality"),
};
var output = new Option<string>("--out")
{
    Description = "The report.",
    DefaultValueFactory = _ => Path.Combine("docs", "quality.md"),
};
var command = new RootCommand("Measures what the defaults reach, and writes docs/quality.md.")
{
    sets,
    parts,
    seeds,
    ablationSeeds,
    rows,
    threads,
    data,
    cache,
    output,
};
command.SetAction(parsed =>
{
    var selection = new Selection(
        parsed.GetValue(sets) ?? [],
        parsed.GetRequiredValue(seeds),
        parsed.GetRequiredValue(ablationSeeds),
        parsed.GetValue(rows) ?? [],
        parsed.GetRequiredValue(parts)
    );
    var place = new Place(parsed.GetRequiredValue(data), parsed.GetRequiredValue(cache));
    var findings = Findings.Of(
        Protocols.All,
        Protocols.ForAblations,
        Ablation.All,
        selection,
        place,
        new Measurer(place, new ResultCache(place.Made), parsed.GetValue(threads), Console.Out)
    );
    var file = parsed.GetRequiredValue(output);
    File.WriteAllText(file + ".tmp", QualityReport.Of(findings, selection, Machine.Description));
    File.Move(file + ".tmp", file, overwrite: true);
    Console.WriteLine($"wrote {file}");
});
return command.Parse(args).Invoke();
