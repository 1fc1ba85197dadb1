namespace OnnxRetrieval.Training.Vectors;

/// <summary>Writes tables of vectors in one form.</summary>
internal interface IVectorFiles
{
    /// <summary>Writes the tables, each file complete or not at all.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="target">Where to.</param>
    /// <returns>The files.</returns>
    /// <exception cref="InputException">A file cannot be written, or its form cannot hold what is to be written.</exception>
    IReadOnlyList<string> Write(IReadOnlyList<VectorTable> tables, VectorTarget target);
}
