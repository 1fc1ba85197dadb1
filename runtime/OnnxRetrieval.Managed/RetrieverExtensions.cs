using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OnnxRetrieval;

/// <summary>Shorter ways to call an <see cref="IRetriever"/>.</summary>
[SuppressMessage(
    "ApiDesign",
    "RS0026:Do not add multiple public overloads with optional parameters",
    Justification = "They differ in a required parameter, a list of texts or of integers, which no call can confuse."
)]
public static class RetrieverExtensions
{
    /// <summary>As <see cref="IRetriever.Retrieve"/>, excluding integer ids.</summary>
    public static Retrieval Retrieve(
        this IRetriever retriever,
        Query query,
        int k,
        IEnumerable<long> exclude
    )
    {
        ArgumentNullException.ThrowIfNull(retriever);
        ArgumentNullException.ThrowIfNull(exclude);
        return retriever.Retrieve(query, k, exclude.Select(Text));
    }

    /// <summary>As <see cref="IRetriever.RetrieveBatch"/>, for ids.</summary>
    public static IReadOnlyList<Retrieval> RetrieveBatch(
        this IRetriever retriever,
        IReadOnlyList<string> ids,
        int k = 10,
        IEnumerable<string>? exclude = null,
        IReadOnlyList<IEnumerable<string>?>? excludeEach = null
    )
    {
        ArgumentNullException.ThrowIfNull(retriever);
        ArgumentNullException.ThrowIfNull(ids);
        return retriever.RetrieveBatch(
            [.. ids.Select(id => new Query(id))],
            k,
            exclude,
            excludeEach
        );
    }

    /// <summary>As <see cref="IRetriever.RetrieveBatch"/>, for integer ids.</summary>
    public static IReadOnlyList<Retrieval> RetrieveBatch(
        this IRetriever retriever,
        IReadOnlyList<long> ids,
        int k = 10,
        IEnumerable<string>? exclude = null,
        IReadOnlyList<IEnumerable<string>?>? excludeEach = null
    )
    {
        ArgumentNullException.ThrowIfNull(retriever);
        ArgumentNullException.ThrowIfNull(ids);
        return retriever.RetrieveBatch(
            [.. ids.Select(id => new Query(id))],
            k,
            exclude,
            excludeEach
        );
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
