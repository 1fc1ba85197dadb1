namespace OnnxRetrieval.Training.Vectors;

/// <summary>A form of files with vectors.</summary>
public enum VectorFormat
{
    /// <summary>A Parquet file a table: the id, the candidates' columns, and <c>vector</c>, a list of 32-bit floats.</summary>
    Parquet,

    /// <summary>A matrix a table as NumPy saves it, <c>float32 [rows, dimensions]</c>, and a CSV file with the ids of its rows.</summary>
    Npy,

    /// <summary>One script for PostgreSQL with the extension pgvector.</summary>
    Sql,
}
