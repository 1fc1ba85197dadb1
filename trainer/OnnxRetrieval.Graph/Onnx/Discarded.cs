namespace OnnxRetrieval.Graph.Onnx;

/// <summary>Files that are of no use any more.</summary>
internal static class Discarded
{
    /// <summary>Deletes one; where that fails, it stays.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What was to be done is done, or its failure is the one to report.
        }
    }
}
