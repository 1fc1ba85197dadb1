namespace OnnxRetrieval.Training.Evaluation;

/// <summary>An exported file does not compute what was trained: a fault of what wrote it.</summary>
internal sealed class ExportMismatchException(string message) : Exception(message);
