using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Customizing;

/// <summary>
/// Finds out before training whether towers and features that are made in code export: an untrained model is written as a
/// file, and must answer as its towers do.
/// </summary>
internal static class CustomizationCheck
{
    private const int Users = 64;

    /// <summary>Checks where there is something to check.</summary>
    /// <param name="settings">What is fitted.</param>
    /// <param name="split">The data.</param>
    /// <param name="features">What towers read beside ids and histories.</param>
    /// <param name="notes">What the file says about itself.</param>
    /// <exception cref="InputException">A piece has no graph, or one that differs from it; the message names it.</exception>
    public static void Run(
        FitSettings settings,
        DataSplit split,
        EncodedFeatures features,
        GraphNotes notes
    )
    {
        if (!settings.Custom.ChangesGraphs)
        {
            return;
        }
        var users = split.Dataset.Users.Count;
        var trained = UserItems.From(split.Train, users);
        using var model = ModelFactory.Create(
            settings,
            trained,
            split.Dataset.Items.Count,
            features,
            seed: 0
        );
        RequireNames(model);
        var folder = Directory.CreateTempSubdirectory("onnx-retrieval-").FullName;
        try
        {
            // Without storage options or a fixed k, which have no part in this.
            new ModelExporter(
                model,
                split.Dataset,
                trained,
                notes with
                {
                    Export = new ExportOptions(),
                }
            ).Write(folder, []);
            using var retriever = Retriever.Load(Path.Combine(folder, ExportedFiles.Retrieval));
            ExportCheck.Run(
                retriever,
                model,
                split.Dataset,
                trained,
                UserHistories.From(split.Train, users),
                [.. trained.UsersWithItems().Take(Users)]
            );
        }
        catch (Exception error) when (error is NotImplementedException or NotSupportedException)
        {
            throw new InputException(
                $"{error.TargetSite?.DeclaringType?.Name ?? "A piece made in code"} does not say how it becomes ONNX: {error.Message} Write its {nameof(Tower.ToGraph)}.",
                error
            );
        }
        catch (Exception error)
            when (error
                    is ExportMismatchException
                        or InputException { InnerException: GraphException }
                        or RetrievalException
            )
        {
            throw new InputException(
                $"{Pieces(model, settings.Custom)}: what {nameof(Tower.ToGraph)} writes is not what {nameof(Tower.Forward)} computes, or no graph. {error.Message}",
                error
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Checkpoints keep parameters by their names.
    private static void RequireNames(TwoTowerModel model)
    {
        if (
            model
                .Parameters.GroupBy(parameter => parameter.Name)
                .FirstOrDefault(same => same.Count() > 1) is
            { } same
        )
        {
            throw new InputException(
                $"Two parameters of the model are called '{same.Key}'. Begin the names of what is made in code with the Name of the parts that it is made from."
            );
        }
    }

    private static string Pieces(TwoTowerModel model, Customization custom) =>
        string.Join(
            ", ",
            new[]
            {
                custom.QueryTower is null ? null : $"query tower {model.Query}",
                custom.CandidateTower is null ? null : $"candidate tower {model.Candidate}",
            }
                .Concat(
                    custom
                        .QueryFeatures.Concat(custom.CandidateFeatures)
                        .Select(feature => $"feature {feature.GetType().Name} of '{feature.Name}'")
                )
                .OfType<string>()
        );
}
