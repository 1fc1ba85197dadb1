using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.Extensions;

namespace OnnxRetrieval.Samples.WebApi;

/// <summary>What the page is asked for: titles for a user and after what they saw, or like an item; else those for a stranger.</summary>
/// <param name="User">A user's id.</param>
/// <param name="History">Ids of items that were seen, the latest last.</param>
/// <param name="Item">An item's id.</param>
public sealed record TitlesQuery(
    [StringLength(Limits.IdLength)] string? User,
    [MaxLength(Limits.Ids)] string[]? History,
    [StringLength(Limits.IdLength)] string? Item
)
{
    /// <summary>The number of items seen.</summary>
    public int Seen => History?.Length ?? 0;

    /// <summary>The address of the items like an item.</summary>
    public static string Like(string item) => "/" + new QueryBuilder { { "item", item } };

    /// <summary>The address of this page after one more item was seen.</summary>
    public string AfterSeeing(string item) => Address([.. History ?? [], item]);

    /// <summary>The address of this page before anything was seen.</summary>
    public string AfterForgetting() => Address([]);

    private string Address(string[] history)
    {
        var query = new QueryBuilder { { "history", history } };
        if (User is { Length: > 0 } user)
        {
            query.Add("user", user);
        }
        return "/" + query;
    }
}
