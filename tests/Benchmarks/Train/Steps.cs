using System.Diagnostics;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting;
using HeldOut = OnnxRetrieval.Training.Fitting.HeldOut;

namespace OnnxRetrieval.Benchmarks.Train;

/// <summary>Steps of a fit, as training takes them.</summary>
internal static class Steps
{
    /// <summary>Settings of fits whose steps are timed: no schedule, no validation, nothing to choose.</summary>
    /// <param name="dimensions">The length of a vector.</param>
    /// <param name="hasBias">Whether candidates have a bias.</param>
    /// <param name="batchSize">Examples a step.</param>
    /// <param name="epochs">Epochs, of which the quickest counts.</param>
    public static FitSettings Settings(int dimensions, bool hasBias, int batchSize, int epochs) =>
        new()
        {
            Model = new()
            {
                Dimensions = dimensions,
                Bias = hasBias,
                InitialRange = 0.05,
            },
            Objective = "mse",
            Optimizer = "adagrad",
            Epochs = epochs,
            BatchSize = batchSize,
            LearningRate = 0.1,
            Schedule = "constant",
            Regularization = [0],
            RecencyHalfLife = [0],
            RegularizationExponent = 0,
            Patience = 0,
            ValidateEvery = 1,
            UnknownRate = 0,
        };

    /// <summary>Milliseconds of a step: the least mean of its epochs.</summary>
    /// <param name="settings">What is fitted; its epochs are taken.</param>
    /// <param name="train">What is learned from.</param>
    /// <param name="users">The number of users.</param>
    /// <param name="items">The number of items.</param>
    public static double Milliseconds(
        FitSettings settings,
        Interactions train,
        int users,
        int items
    )
    {
        using var fit = new Fit(
            settings,
            train,
            new HeldOut(Interactions.Empty, train, users, ranked: 0),
            items,
            users,
            EncodedFeatures.None,
            new FitChoice(settings.Regularization[0], RecencyHalfLife: 0),
            settings.Epochs,
            seed: 1
        );
        var clock = new StepClock();
        fit.Run(
            keepBest: false,
            rival: null,
            progress: clock,
            epochEnded: () => { },
            CancellationToken.None
        );
        return clock.Least.TotalMilliseconds;
    }

    /// <summary>Times whole epochs from their second step on: the first one also makes what an epoch keeps.</summary>
    private sealed class StepClock : IProgress<TrainingEvent>
    {
        private long started;

        public TimeSpan Least { get; private set; } = TimeSpan.MaxValue;

        public void Report(TrainingEvent value)
        {
            if (value is not StepsTaken taken)
            {
                return;
            }
            if (taken.Step == 1)
            {
                started = Stopwatch.GetTimestamp();
            }
            else if (taken.Step == taken.Steps)
            {
                var mean = Stopwatch.GetElapsedTime(started) / (taken.Steps - 1);
                Least = mean < Least ? mean : Least;
            }
        }
    }
}
