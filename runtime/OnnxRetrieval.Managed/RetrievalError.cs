namespace OnnxRetrieval;

/// <summary>What kind of thing went wrong, so that a program can act on it; the message says the rest.</summary>
public enum RetrievalError
{
    /// <summary>There is no file at the path, or it cannot be opened.</summary>
    FileNotReadable,

    /// <summary>The file is no ONNX file: empty, or something else.</summary>
    NotOnnx,

    /// <summary>The file is cut short or altered: its structure ends early, or its content does not match its hash.</summary>
    DamagedFile,

    /// <summary>The file is an ONNX file, but not a recommender made by OnnxRetrieval, or not a sound one.</summary>
    NotRetrieval,

    /// <summary>The file follows a newer contract than this library knows.</summary>
    NewerContract,

    /// <summary>ONNX Runtime's native library is missing or cannot be loaded.</summary>
    NoNativeLibrary,

    /// <summary>The device asked for is not there, or this build of ONNX Runtime cannot use it.</summary>
    DeviceNotAvailable,

    /// <summary>The query does not fit the model: a feature is missing, unknown, or of another type.</summary>
    QueryMismatch,

    /// <summary>ONNX Runtime failed while computing.</summary>
    RunFailed,

    /// <summary>More calls wait than a <see cref="BatchingRetriever"/> lets; try again later.</summary>
    Overloaded,

    /// <summary>
    /// The file is a recommender, but fails a check of the host that serves it: it cannot stand in for the one in use, or
    /// does not answer as asked for.
    /// </summary>
    CheckFailed,
}
