using Xunit.Sdk;

namespace OnnxRetrieval.Hosts.Tests;

/// <summary>Compares what two hosts answered.</summary>
internal static class HostAnswers
{
    private const float Tolerance = 1e-5f;

    /// <summary>
    /// Asserts equal shapes, ids, rows and columns, and scores to 1e-5. Where scores are nearer than that to each other,
    /// hosts may round their order differently.
    /// </summary>
    public static void AssertAgree(
        string what,
        IReadOnlyDictionary<string, HostTensor> expected,
        IReadOnlyDictionary<string, HostTensor> actual
    )
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        var order = Order(what, expected, actual);
        foreach (var (name, wanted) in expected)
        {
            var got = actual[name];
            Assert.Equal($"{what}, {name}: {Shape(wanted)}", $"{what}, {name}: {Shape(got)}");
            for (var i = 0; i < wanted.Data.Length; i++)
            {
                var place = $"{what}, {name}[{i}]";
                if (wanted.Type == "float32")
                {
                    AssertClose(place, wanted.ToFloats()[i], got.ToFloats()[i]);
                }
                else
                {
                    var j = wanted.Dims.Length == 2 ? order[i] : i;
                    Assert.Equal($"{place}: {wanted.Data[i]}", $"{place}: {got.Data[j]}");
                }
            }
        }
    }

    private static string Shape(HostTensor tensor) =>
        $"{tensor.Type} [{string.Join(", ", tensor.Dims)}]";

    private static void AssertClose(string place, float wanted, float got)
    {
        if (!wanted.Equals(got) && !(Math.Abs(wanted - got) <= Tolerance))
        {
            throw new XunitException($"{place}: {wanted} expected, {got} answered.");
        }
    }

    // For each place of the expected results, the place where the other host has the same candidate.
    private static int[] Order(
        string what,
        IReadOnlyDictionary<string, HostTensor> expected,
        IReadOnlyDictionary<string, HostTensor> actual
    )
    {
        if (!expected.TryGetValue("candidate_index", out var wanted))
        {
            return [];
        }
        var got = actual["candidate_index"];
        Assert.Equal($"{what}: {Shape(wanted)}", $"{what}: {Shape(got)}");
        var scores = expected["score"].ToFloats();
        var gotScores = actual["score"].ToFloats();
        var columns = (int)wanted.Dims[1];
        var order = new int[wanted.Data.Length];
        for (var i = 0; i < order.Length; i++)
        {
            if (wanted.Data[i] == got.Data[i])
            {
                order[i] = i;
                continue;
            }
            var start = i / columns * columns;
            var j = Array.IndexOf(got.Data, wanted.Data[i], start, columns);
            // A tie goes to the lower row everywhere; what one host computes as a tie may be none in another.
            var isTie = j >= 0 && scores[i].Equals(scores[j]) && gotScores[i].Equals(gotScores[j]);
            if (j < 0 || isTie || Math.Abs(scores[i] - scores[j]) > Tolerance)
            {
                throw new XunitException(
                    $"{what}: candidate {wanted.Data[i]} at {i} expected, {got.Data[i]} answered."
                );
            }
            order[i] = j;
        }
        return order;
    }
}
