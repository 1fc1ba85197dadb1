using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Commands;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Tool.Progress;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Vectors;

namespace OnnxRetrieval.Tool.Exports;

/// <summary>The vectors of users and candidates with their ids.</summary>
internal sealed class VectorsForm : ExportForm
{
    private readonly Option<string> format = new("--format")
    {
        HelpName = "NAME",
        Description =
            $"Of what form: {string.Join(", ", VectorTarget.Formats.Keys)}. Default: by the extension of --vectors; in a folder, parquet.",
    };

    private readonly Option<string> users = CommonOptions.Users(
        ", instead of all users that the model knows by their ids."
    );

    private readonly Option<string> userColumn = new("--user-column")
    {
        HelpName = "COLUMN",
        Description =
            "The column of --users with the user's id. Default: found by its usual names.",
    };

    public VectorsForm() => format.AcceptOnlyFromAmong([.. VectorTarget.Formats.Keys]);

    public override string Title => "Vectors";

    public override Option<string> Target { get; } =
        new("--vectors")
        {
            HelpName = "DIR|FILE",
            Description =
                "Write the vectors of users and candidates with their ids, for a search outside the model: as Parquet, as NumPy's matrices (.npy) with CSV files of the ids, or as SQL for PostgreSQL with pgvector. The inner product of two vectors is the model's score.",
        };

    public override IReadOnlyList<Option> Options => [format, users, userColumn];

    public override Exported Write(
        string model,
        string target,
        ParseResult parsed,
        ToolConsole console
    )
    {
        var place = VectorTarget.Parse(target, parsed.GetValue(format));
        var report = VectorExport.Run(
            new VectorExportOptions
            {
                Model = ModelFile.Find(model, ExportedFiles.Retrieval),
                Target = place,
                Users = parsed.GetValue(users),
                UserColumn = parsed.GetValue(userColumn),
            },
            console.Cancellation
        );
        WriteNotes(report, console);
        return new(
            place.Folder,
            [.. report.Files.Select(file => Path.GetRelativePath(place.Folder, file))],
            FormattableString.Invariant(
                $"{report.Candidates:N0} candidates and {report.Users ?? 0:N0} users, {report.Dimensions} numbers each, in {EventText.Duration(report.Seconds)}."
            )
        )
        {
            Details = new JsonObject
            {
                ["dimensions"] = report.Dimensions,
                ["candidates"] = report.Candidates,
                ["users"] = report.Users,
                ["unknown_users"] = report.Unknown,
                ["without_id"] = report.WithoutId,
                ["missing_features"] = JsonReport.Texts(report.MissingFeatures),
                ["has_biases"] = report.HasBiases,
                ["seconds"] = Math.Round(report.Seconds, 3),
            },
        };
    }

    private static void WriteNotes(VectorExportReport report, ToolConsole console)
    {
        if (report.Users is null)
        {
            console.Error.WriteLine(
                "note: the model knows no user by an id alone, so there are vectors of candidates alone. --users names users with what the model reads of them."
            );
        }
        if (report.HasBiases)
        {
            console.Error.WriteLine(
                "note: candidates have biases: the last number of a candidate's vector is its bias, and that of a user's is 1."
            );
        }
        if (report.Unknown > 0)
        {
            console.Error.WriteLine(
                FormattableString.Invariant(
                    $"note: {report.Unknown:N0} users were left out, as the model knows nothing of them."
                )
            );
        }
        ScoringResult.WriteNotes(console, report.MissingFeatures, report.WithoutId);
    }
}
