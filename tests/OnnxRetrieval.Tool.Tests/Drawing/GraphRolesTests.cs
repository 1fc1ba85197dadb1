using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Drawing;

namespace OnnxRetrieval.Tool.Tests.Drawing;

public sealed class GraphRolesTests
{
    // Enough to be searched in two passes.
    private static readonly CandidateTable candidates = new(
        new IdTable([.. Enumerable.Range(0, TwoPass.LeastCandidates).Select(id => (long)id)]),
        new float[TwoPass.LeastCandidates],
        Dimensions: 1
    )
    {
        Columns = [new("title", [.. Enumerable.Repeat("", TwoPass.LeastCandidates)])],
    };

    private static readonly IdTowerGraph users = new(
        "user_id",
        new IdTable([1L]),
        new float[] { 1, 0 },
        dimensions: 1
    );

    [Theory]
    [InlineData(CandidateScan.Exact)]
    [InlineData(CandidateScan.Int8)]
    public void Operators_are_told_apart_by_what_they_are_for(CandidateScan scan)
    {
        var roles = RolesOf(new RetrievalGraphOptions { Scan = scan });

        Assert.Equal(GraphRole.Vocabulary, roles["/user_id/row"]);
        Assert.Equal(GraphRole.Vocabulary, roles["/exclude/row"]);
        Assert.Equal(GraphRole.QueryTower, roles["/user_id/vector"]);
        Assert.Equal(GraphRole.QueryTower, roles["query_known"]);
        Assert.Equal(
            GraphRole.Candidates,
            roles[scan == CandidateScan.Exact ? "/score/all" : "/scan/products"]
        );
        Assert.Equal(GraphRole.Exclusion, roles["/score/allowed"]);
        Assert.Equal(GraphRole.TopK, roles["score"]);
        Assert.Equal(GraphRole.TopK, roles["/k"]);
        Assert.Equal(GraphRole.Results, roles["title"]);
        Assert.Equal(GraphRole.Results, roles["candidate_id"]);
    }

    [Fact]
    public void A_file_with_candidates_and_one_of_similar_items_have_all_roles()
    {
        var given = RolesOf(new RetrievalGraphOptions { CandidatesInput = true });
        var similar = GraphRoles.Of(SimilarItemsGraph.Build(candidates, new float[] { 1 }).Graph);

        Assert.Contains(GraphRole.QueryTower, given.Values);
        Assert.Contains(GraphRole.TopK, given.Values);
        Assert.Contains(
            similar,
            role => role is { Key.OpType: "Gemm", Value: GraphRole.Candidates }
        );
        Assert.Contains(
            similar,
            role => role is { Key.OpType: "ScatterElements", Value: GraphRole.Exclusion }
        );
    }

    [Fact]
    public void A_tower_alone_has_no_roles() =>
        Assert.Empty(GraphRoles.Of(TowerGraph.Build(users, "vector").Graph));

    private static Dictionary<string, GraphRole> RolesOf(RetrievalGraphOptions options) =>
        GraphRoles
            .Of(RetrievalGraph.Build(users, candidates, options).Graph)
            .ToDictionary(role => role.Key.Name, role => role.Value);
}
