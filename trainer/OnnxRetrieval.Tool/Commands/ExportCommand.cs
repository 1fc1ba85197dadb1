using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Exports;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Reports;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>export</c>: a model in another form.</summary>
internal sealed class ExportCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly Argument<string> model = CommonOptions.Model(
        "A retrieval.onnx, or the folder that 'train' wrote; a page takes a similar.onnx beside it along."
    );

    private readonly ExportForm[] forms = [new WebForm(), new VectorsForm(), new TritonForm()];
    private readonly Option<bool> json = CommonOptions.Json();

    public ExportCommand(ToolConsole console)
        : base(
            "export",
            "Writes a model in another form: as a page for static hosts, as vectors, or for Triton."
        )
    {
        this.console = console;
        Examples =
        [
            new(
                "export sample --web site",
                "The page and the model of ./sample in ./site, after 'npm install --ignore-scripts onnxruntime-web' here."
            ),
            new(
                "export sample --web site --runtime ../shop/node_modules/onnxruntime-web",
                "With a package that lies elsewhere."
            ),
            new(
                "export sample --vectors vectors",
                "Users' and candidates' vectors in ./vectors, as Parquet."
            ),
            new("export sample --vectors vectors.sql", "The same as a script for pgvector."),
            new("export sample --triton models", "A model repository in ./models."),
        ];
        Add(model);
        AddGroup("Options", [json]);
        foreach (var form in forms)
        {
            AddGroup(form.Title, [form.Target, .. form.Options]);
        }
        Validators.Add(result =>
        {
            bool Has(Option option) => result.GetResult(option) is not null;
            if (forms.Count(form => Has(form.Target)) != 1)
            {
                result.AddError(
                    $"Give one of {string.Join(", ", forms.Select(form => form.Target.Name))}."
                );
                return;
            }
            foreach (var form in forms.Where(form => !Has(form.Target)))
            {
                foreach (var option in form.Options.Where(Has))
                {
                    result.AddError($"{option.Name} goes with {form.Target.Name}.");
                }
            }
        });
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var form = forms.First(form => parsed.GetResult(form.Target) is not null);
        var exported = form.Write(
            parsed.GetRequiredValue(model),
            parsed.GetRequiredValue(form.Target),
            parsed,
            console
        );
        if (parsed.GetValue(json))
        {
            exported.Details.Insert(0, "folder", Path.GetFullPath(exported.Folder));
            exported.Details.Insert(1, "files", JsonReport.Texts(exported.Files));
            JsonReport.Write(console.Output, exported.Details);
            return ExitCode.Done;
        }
        var bytes = exported.Files.Sum(file =>
            new FileInfo(Path.Combine(exported.Folder, file)).Length
        );
        var files =
            exported.Files.Count <= 4
                ? string.Join(", ", exported.Files)
                : $"{exported.Files.Count} files";
        console.Output.WriteLine(
            $"{exported.Folder}: {files}, {ByteCount.Shown(bytes)}. {exported.Message}"
        );
        return ExitCode.Done;
    }
}
