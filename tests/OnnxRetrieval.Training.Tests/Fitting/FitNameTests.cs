using OnnxRetrieval.Training.Fitting;

namespace OnnxRetrieval.Training.Tests.Fitting;

public sealed class FitNameTests
{
    [Theory]
    [InlineData(0.125, 0, "trying λ 0.125")]
    [InlineData(0.13, 15, "trying λ 0.13, half-life 15")]
    [InlineData(0.0001234, 15, "trying λ 0.000123, half-life 15")]
    public void A_fit_is_named_by_the_values_that_it_tries(
        double regularization,
        double halfLife,
        string name
    ) => Assert.Equal(name, FitRun.Trying(new FitChoice(regularization, halfLife)));
}
