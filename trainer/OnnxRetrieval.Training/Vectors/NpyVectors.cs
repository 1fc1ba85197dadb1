using System.Text;
using OnnxRetrieval.Training.Data.Files;
using OnnxRetrieval.Training.Packing;

namespace OnnxRetrieval.Training.Vectors;

/// <summary>Writes tables as NumPy's matrices, each beside a CSV file with the ids and columns of its rows.</summary>
internal sealed class NpyVectors : IVectorFiles
{
    private const string Extension = "npy";
    private const string IdsExtension = "csv";

    public IReadOnlyList<string> Write(IReadOnlyList<VectorTable> tables, VectorTarget target)
    {
        var files = new List<string>();
        foreach (var table in tables)
        {
            var path = target.PathOf(table.Name, Extension);
            var ids = target.PathOf(table.Name, IdsExtension);
            WholeFile.Write(
                ids,
                idsPath => WholeFile.Write(path, vectors => Write(table, vectors, idsPath))
            );
            files.AddRange([path, ids]);
        }
        return files;
    }

    private static void Write(VectorTable table, string path, string idsPath)
    {
        using var vectors = NpyFile.Create(path, table.Dimensions);
        using var ids = new StreamWriter(idsPath) { NewLine = "\n" };
        ids.WriteLine(
            string.Join(',', table.Columns.Select(CsvText.Field).Prepend(table.IdColumn))
        );
        var line = new StringBuilder();
        foreach (var batch in table.Batches)
        {
            vectors.Add(batch.Vectors.Span);
            for (var row = 0; row < batch.Ids.Count; row++)
            {
                line.Clear();
                if (batch.Ids.Integers is { } integers)
                {
                    line.Append(integers[row]);
                }
                else
                {
                    line.Append(CsvText.Field(batch.Ids.Texts![row]));
                }
                foreach (var values in batch.Columns)
                {
                    line.Append(',').Append(CsvText.Field(values.Span[row]));
                }
                ids.WriteLine(line);
            }
        }
        vectors.Finish();
    }
}
