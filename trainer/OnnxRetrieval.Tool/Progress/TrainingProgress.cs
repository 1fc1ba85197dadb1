using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Progress;

/// <summary>Chooses how a training run is shown, and shows it.</summary>
internal static class TrainingProgress
{
    /// <summary>Runs something and shows its progress until it ends.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="quiet">Show nothing.</param>
    /// <param name="resultOnOutput">Whether standard output is for the result alone; progress then goes to the error stream.</param>
    /// <param name="hideCompleted">Whether a terminal shows only what is under way.</param>
    /// <param name="run">What to run; it is given the progress, or null.</param>
    public static T Follow<T>(
        ToolConsole console,
        bool quiet,
        bool resultOnOutput,
        bool hideCompleted,
        Func<IProgress<TrainingEvent>?, T> run
    )
    {
        if (quiet)
        {
            return run(null);
        }
        var pretty = resultOnOutput ? console.PrettyError : console.Pretty;
        return pretty.Profile.Capabilities.Interactive && pretty.Profile.Out.IsTerminal
            ? LiveProgress.Follow(pretty, hideCompleted, run)
            : run(
                new PlainProgress(
                    resultOnOutput ? console.Error : console.Output,
                    TimeProvider.System
                )
            );
    }
}
