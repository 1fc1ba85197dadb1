namespace OnnxRetrieval.Tool;

/// <summary>The command line asks for something that makes no sense, found only after it was parsed.</summary>
internal sealed class WrongUseException(string message) : Exception(message);
