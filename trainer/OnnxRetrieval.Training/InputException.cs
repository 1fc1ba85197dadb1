namespace OnnxRetrieval.Training;

/// <summary>
/// Something the user gave cannot be used: a file, an option, a column. The message says what is wrong, where, and what
/// to do next; a command prints it alone, with no stack trace.
/// </summary>
public sealed class InputException : Exception
{
    /// <summary>An error with its whole message.</summary>
    public InputException(string message)
        : base(message) { }

    /// <summary>An error with its whole message and what caused it.</summary>
    public InputException(string message, Exception cause)
        : base(message, cause) { }

    /// <summary>
    /// Whether options are wrong by themselves or do not go together, rather than what they name: a command was used
    /// wrongly.
    /// </summary>
    public bool IsWrongUse { get; private init; }

    /// <summary>An error in the options themselves.</summary>
    public static InputException WrongUse(string message) => new(message) { IsWrongUse = true };
}
