using System.Collections;

namespace OnnxRetrieval;

/// <summary>The results of one query, best first. Shorter than k where fewer candidates were left.</summary>
/// <remarks>It keeps its own data: it can be read after the retriever was disposed, and by several threads.</remarks>
public sealed class Retrieval : IReadOnlyList<Hit>
{
    private readonly CandidateTables tables;
    private readonly int[] rows;
    private readonly float[] scores;
    private readonly int firstPlace;

    // The tables are of all candidates, or, with a first place of at least 0, of one call's results, where this one's begin
    // at that place.
    internal Retrieval(
        CandidateTables tables,
        int[] rows,
        float[] scores,
        bool isKnown,
        int firstPlace = -1
    )
    {
        this.tables = tables;
        this.firstPlace = firstPlace;
        this.rows = rows;
        this.scores = scores;
        IsKnown = isKnown;
    }

    /// <summary>
    /// Whether the model knows anything of who or what the query is: its id, or an item of its history. False: the results
    /// are those for a stranger, which are still sensible.
    /// </summary>
    public bool IsKnown { get; }

    /// <summary>The number of results, at most k.</summary>
    public int Count => rows.Length;

    /// <summary>The result of a rank, from 0.</summary>
    public Hit this[int rank] =>
        new(tables, firstPlace < 0 ? rows[rank] : firstPlace + rank, rows[rank], scores[rank]);

    /// <summary>The first results alone.</summary>
    internal Retrieval First(int k) =>
        k >= Count ? this : new(tables, rows[..k], scores[..k], IsKnown, firstPlace);

    /// <summary>Walks the results, best first, without an allocation in <c>foreach</c>.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<Hit> IEnumerable<Hit>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Walks the results, best first.</summary>
    public struct Enumerator : IEnumerator<Hit>
    {
        private readonly Retrieval retrieval;
        private int rank = -1;

        internal Enumerator(Retrieval retrieval) => this.retrieval = retrieval;

        /// <summary>The result at this place.</summary>
        public readonly Hit Current => retrieval[rank];

        readonly object IEnumerator.Current => Current;

        /// <summary>Steps on; false at the end.</summary>
        public bool MoveNext() => ++rank < retrieval.Count;

        /// <summary>Goes back before the first.</summary>
        public void Reset() => rank = -1;

        /// <summary>Does nothing.</summary>
        public readonly void Dispose() { }
    }
}
