using System.ComponentModel.DataAnnotations;

namespace OnnxRetrieval.Samples.WebApi;

/// <summary>How many calls each client, told by its address, may make.</summary>
internal sealed class RateLimitOptions
{
    /// <summary>Calls in each window; 0: any number.</summary>
    [Range(0, int.MaxValue)]
    public int Permits { get; set; } = 100;

    /// <summary>How long a window lasts.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(1);
}
