using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training.Packing;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>pack</c>: makes a retrieval file of towers that were trained elsewhere.</summary>
internal sealed class PackCommand : ToolCommand
{
    private readonly ToolConsole console;

    private readonly Option<string> tower = new("--query-tower")
    {
        HelpName = "FILE",
        Description =
            "The query tower as ONNX, exported with a free batch dimension and opset 13 to 21. Its inputs become the query's features.",
        Required = true,
    };

    private readonly Option<string> candidates = new("--candidates")
    {
        HelpName = "FILE",
        Description =
            "The candidates (Parquet, JSON, CSV or a DuckDB query): a column of ids, one of vectors, optionally one called 'bias', and columns of text to give beside the ids. Or a NumPy matrix (.npy), with --ids.",
        Required = true,
    };

    private readonly Option<string> output = new("--out", "-o")
    {
        HelpName = "FILE",
        Description = "The retrieval file to write, such as retrieval.onnx.",
        Required = true,
    };

    private readonly Option<string> ids = new("--ids")
    {
        HelpName = "FILE",
        Description =
            "The ids of a NumPy matrix's rows, in their order, with columns to give beside them.",
    };

    private readonly Option<string> idColumn = CommonOptions.CandidateId();
    private readonly Option<string> vectorColumn = CommonOptions.VectorColumn();

    private readonly Option<string[]> columns = new("--columns")
    {
        HelpName = "NAMES",
        Description =
            "Columns to give beside the ids, separated by commas. Default: all columns of text.",
        CustomParser = result => [.. result.Tokens.SelectMany(token => IdList.Split(token.Value))],
    };

    private readonly Option<Dictionary<string, string>> queryIds = CommonOptions.Pairs(
        "--query-ids",
        "INPUT=FILE",
        "The ids of an input that takes row numbers, in the order of the rows: the file then takes raw ids. The row without an id is that of unknown ids; where all have one, it is the row behind the last. Can be given several times."
    );

    private readonly Option<Dictionary<string, string>> inputNames = CommonOptions.Pairs(
        "--input-name",
        "INPUT=NAME",
        "A new name of an input of the tower. Can be given several times."
    );

    private readonly Option<string> towerOutput = new("--tower-output")
    {
        HelpName = "NAME",
        Description =
            "The tower's output with the vectors. Default: the only one of floats with 2 dimensions.",
    };

    private readonly Option<string> name = new("--name")
    {
        HelpName = "NAME",
        Description = "The model's name, in the file's metadata.",
    };

    private readonly Option<bool> candidatesInput = new("--candidates-input")
    {
        Description =
            "Give the file a further input 'candidates' with the only ids to score and return, at a cost in proportion to their number.",
    };

    private readonly Option<string> storage = new("--storage")
    {
        HelpName = "NAME",
        Description =
            "How the file stores its large tables: 'float32', 'float16' (half the size) or 'int8' (a quarter). Default: float32.",
        DefaultValueFactory = _ => "float32",
    };

    private readonly Option<bool> externalData = new("--external-data")
    {
        Description =
            "Write the file's large tables to a file beside it, which hosts map into memory, and which may be longer than 2 GiB. Both must then be copied together.",
    };

    private readonly Option<string> scan = CommonOptions.Scan("Default: exact.");

    private readonly Option<bool> json = CommonOptions.Json();

    public PackCommand(ToolConsole console)
        : base(
            "pack",
            "Makes one .onnx file, with ids, exclusion and search, of a query tower and candidates' vectors that were trained elsewhere (PyTorch, Keras)."
        )
    {
        this.console = console;
        Examples =
        [
            new(
                "pack --query-tower tower.onnx --candidates vectors.parquet --out retrieval.onnx",
                "A tower that takes raw values, and a table of ids and vectors."
            ),
            new(
                "pack --query-tower tower.onnx --query-ids user=users.csv --input-name user=user_id --candidates vectors.npy --ids items.csv --out retrieval.onnx",
                "A tower that takes row numbers, and a matrix."
            ),
        ];
        storage.AcceptOnlyFromAmong([.. StoredTables.Names.Keys]);
        AddGroup("Parts", [tower, candidates, ids, output]);
        AddGroup("The tower", [queryIds, inputNames, towerOutput]);
        AddGroup("The candidates", [idColumn, vectorColumn, columns]);
        AddGroup("The file", [name, candidatesInput, storage, externalData, scan, json]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var report = Packer.Run(
            new PackOptions
            {
                QueryTower = parsed.GetRequiredValue(tower),
                TowerOutput = parsed.GetValue(towerOutput),
                InputNames = parsed.GetValue(inputNames) ?? [],
                QueryIds = parsed.GetValue(queryIds) ?? [],
                Candidates = parsed.GetRequiredValue(candidates),
                CandidateIds = parsed.GetValue(ids),
                Columns = new()
                {
                    Id = parsed.GetValue(idColumn),
                    Vector = parsed.GetValue(vectorColumn),
                    Shown = parsed.GetValue(columns) ?? [],
                },
                Output = parsed.GetRequiredValue(output),
                Name = parsed.GetValue(name),
                Storage = StoredTables.Names[parsed.GetRequiredValue(storage)],
                Scan = CandidateScans.Names[parsed.GetValue(scan) ?? "exact"],
                CandidatesInput = parsed.GetValue(candidatesInput),
                ExternalData = parsed.GetValue(externalData),
            },
            console.Cancellation
        );
        if (parsed.GetValue(json))
        {
            JsonReport.Write(
                console.Output,
                new JsonObject
                {
                    ["path"] = report.Path,
                    ["candidates"] = report.Candidates,
                    ["dimensions"] = report.Dimensions,
                    ["features"] = new JsonArray([
                        .. report.Features.Select(feature => (JsonNode)feature.ToString()),
                    ]),
                    ["notes"] = JsonReport.Texts(report.Notes),
                }
            );
            return ExitCode.Done;
        }
        foreach (var note in report.Notes)
        {
            console.Error.WriteLine($"note: {note}");
        }
        console.Output.WriteLine(
            FormattableString.Invariant(
                $"{report.Path}: {report.Candidates:N0} candidates of {report.Dimensions} dimensions; a query takes {string.Join(", ", report.Features)}"
            )
        );
        return ExitCode.Done;
    }
}
