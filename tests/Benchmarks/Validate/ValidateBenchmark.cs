using System.Globalization;
using System.Text;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Benchmarks.Validate;

/// <summary>
/// What ranking the validation set costs beside training, with the recipe's defaults and one thread: the time that the
/// validations of a fit take, as a share of what its epochs take without them.
/// </summary>
internal static class ValidateBenchmark
{
    private const int Epochs = 13;

    public static void Run(TextWriter output)
    {
        output.WriteLine(
            "| data | users × items | epoch, ms | validation, ms | every … epochs | share |"
        );
        output.WriteLine("| --- | --- | --- | --- | --- | --- |");
        // The first fit of a process spends much of its time on compiling what it calls.
        Measure(TextWriter.Null, new());
        var shared = Path.Combine(Root(), "..", "shared", "data");
        MeasureWhereThere(
            output,
            Path.Combine(shared, "ml-100k"),
            folder =>
                new()
                {
                    Data = new() { Dataset = "movielens-100k", Directory = folder },
                    Split = new() { Kind = "leave-last" },
                }
        );
        MeasureWhereThere(
            output,
            Path.Combine(shared, "ml-1m-lightgcn"),
            folder =>
                new()
                {
                    Data = new()
                    {
                        Dataset = "lists",
                        Train = [Path.Combine(folder, "train.txt")],
                        Valid = [Path.Combine(folder, "valid.txt")],
                        Test = [Path.Combine(folder, "test.txt")],
                    },
                }
        );
        using var made = new MadeEvents(30_000, 41_000, 1_000_000);
        Measure(output, new() { Data = new() { Interactions = [made.File] } });
    }

    private static void MeasureWhereThere(
        TextWriter output,
        string path,
        Func<string, TrainingOptions> options
    )
    {
        if (Path.Exists(path))
        {
            Measure(output, options(path));
        }
        else
        {
            output.WriteLine($"(no {path})");
        }
    }

    private static void Measure(TextWriter output, TrainingOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("onnx-retrieval-benchmark-");
        try
        {
            var epochs = new Listener();
            var result = TrainingPipeline.Run(
                options with
                {
                    Threads = 1,
                    Seed = 1,
                    Fit = new()
                    {
                        Epochs = Epochs,
                        Regularization = 0.1,
                        RecencyHalfLife = 0,
                    },
                    Evaluation = new() { Baselines = ["none"] },
                },
                Path.Combine(folder.FullName, "out"),
                progress: epochs
            );
            var data = result.Split.Dataset;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {data.Name} | {data.Users.Count:N0} × {data.Items.Count:N0} | {1000 * epochs.Training:0} | {1000 * epochs.Validation:0} | {epochs.Every:0.#} | {epochs.Validation / epochs.Every / epochs.Training:0.0 %} |"
                )
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "OnnxRetrieval.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? ".";
    }

    /// <summary>Splits the processor's time of epochs into training and validation, so that other processes do not count.</summary>
    private sealed class Listener : IProgress<TrainingEvent>
    {
        private TimeSpan mark;
        private TimeSpan training;
        private TimeSpan validation;
        private int fits;
        private int epochs;
        private int validations;

        public double Training => training.TotalSeconds / epochs;

        public double Validation => validation.TotalSeconds / validations;

        public double Every => (double)epochs / validations;

        public void Report(TrainingEvent value)
        {
            var now = Environment.CpuUsage.TotalTime;
            switch (value)
            {
                case FitStarted:
                    fits++;
                    break;
                // The first epoch compiles what it calls.
                case StepsTaken { Epoch: > 1 } step when fits == 1 && step.Step == step.Steps:
                    training += now - mark;
                    epochs++;
                    break;
                case EpochEnded { Record.Epoch: > 2, Record.Metrics.Count: > 0 } when fits == 1:
                    validation += now - mark;
                    validations++;
                    break;
                default:
                    break;
            }
            if (value is FitStarted or EpochEnded || value is StepsTaken at && at.Step == at.Steps)
            {
                mark = now;
            }
        }
    }

    /// <summary>Events of users who each like some neighbourhoods of a catalogue of popular and rare items.</summary>
    private sealed class MadeEvents : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory(
            "onnx-retrieval-benchmark-"
        );

        public MadeEvents(int users, int items, int count)
        {
            var random = new Random(1);
            var text = new StringBuilder("user,item,time\n");
            for (var i = 0; i < count; i++)
            {
                var user = i < users ? i : random.Next(users);
                var taste = (user * 7919L + random.Next(3) * 104729L) % 200;
                var rank = (long)(items / 200 * Math.Pow(random.NextDouble(), 3));
                var item = i < items ? i : rank * 200 + taste;
                text.Append(CultureInfo.InvariantCulture, $"{user},{item},{i}\n");
            }
            System.IO.File.WriteAllText(File, text.ToString());
        }

        public string File => Path.Combine(folder.FullName, "made.csv");

        public void Dispose() => folder.Delete(recursive: true);
    }
}
