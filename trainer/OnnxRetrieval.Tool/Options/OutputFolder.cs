using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Options;

/// <summary>Where a run writes when nobody says where.</summary>
internal static class OutputFolder
{
    /// <summary>A folder here, named after the data set or the first file that is read.</summary>
    public static string DefaultFor(TrainingOptions options)
    {
        var data = options.Data;
        var file = data.Interactions.Concat(data.Train).FirstOrDefault();
        if (file is not null)
        {
            var name = Path.GetFileName(file.TrimEnd('/', '\\')).Split('.')[0];
            // Of a glob, or a name such as ".csv", nothing is left that names a folder well.
            return name.Length > 0 && !name.Contains('*') && !Path.Exists(name) ? name : "model";
        }
        return data.Dataset ?? (data.Query is null ? "sample" : "model");
    }
}
