namespace OnnxRetrieval.Hosts.Tests;

public sealed class HostTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    public static TheoryData<string> Models => [.. HostModels.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void Node_answers_as_this_process_does(string name) => AssertSame(HostKind.Node, name);

    [Theory]
    [MemberData(nameof(Models))]
    public void A_browser_answers_as_this_process_does(string name) =>
        AssertSame(HostKind.Browser, name);

    [Theory]
    [MemberData(nameof(Models))]
    public void Pythons_checker_accepts_the_file(string name)
    {
        HostProcess.SkipUnlessThere(HostKind.Python);

        var complaint = fixture.Complaint(fixture.Model(name));

        Assert.SkipWhen(
            complaint?.StartsWith("TooNew", StringComparison.Ordinal) == true,
            complaint ?? ""
        );
        Assert.Null(complaint);
    }

    [Fact]
    public void The_calls_try_what_they_say()
    {
        var model = fixture.Model("retrieval, string ids");
        using var host = new RuntimeHost(model.Path);
        var answers = model.Calls.ToDictionary(call => call.Name, host.Run);

        Assert.Equal(["true"], answers["known"]["query_known"].Data);
        Assert.Equal(["false"], answers["unknown"]["query_known"].Data);
        Assert.Equal(
            answers["unknown"]["candidate_id"].Data,
            answers["padding"]["candidate_id"].Data
        );
        Assert.DoesNotContain("item é 5", answers["excluded for all"]["candidate_id"].Data);
        Assert.Equal([2, 200], answers["more than there are"]["candidate_id"].Dims);
        Assert.Equal(["", ""], answers["more than there are"]["candidate_id"].Data[^2..]);
        Assert.Equal(["-1", "-1", "-1"], answers["everything excluded"]["candidate_index"].Data);
    }

    private void AssertSame(HostKind host, string name)
    {
        HostProcess.SkipUnlessThere(host);
        var model = fixture.Model(name);
        using var here = new RuntimeHost(model.Path);

        var answers = fixture.Answers(host, model);

        Assert.Equal(model.Calls.Select(call => call.Name).Order(), answers.Keys.Order());
        foreach (var call in model.Calls)
        {
            HostAnswers.AssertAgree(call.Name, here.Run(call), answers[call.Name]);
        }
    }
}
