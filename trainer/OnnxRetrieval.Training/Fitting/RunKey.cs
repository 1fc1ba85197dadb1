using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>Tells whether a checkpoint belongs to a run.</summary>
internal static class RunKey
{
    /// <summary>A hash of all that decides a run.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="split">Its data.</param>
    /// <param name="more">What else decides it.</param>
    public static string Of(TrainingOptions options, int seed, DataSplit split, string more = "")
    {
        var text = string.Join(
            '\n',
            JsonSerializer.Serialize(options, TrainingJson.Compact),
            seed,
            split.Dataset.Fingerprint,
            ToolVersions.Own,
            more
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
