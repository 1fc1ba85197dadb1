// dotnet tool restore && dotnet cake [--target=NAME] [--configuration=Release] [--rids=linux-x64,linux-arm64,win-x64,osx-arm64]

var target = Argument("target", "Default");
var configuration = Argument("configuration", "Release");

// What the tool is packed for: this machine by default. libtorch has no build for linux-arm64: the tool does all but train there.
var rids = Argument("rids", "");

var solution = "OnnxRetrieval.sln";
var packages = MakeAbsolute(Directory("artifacts/packages"));
var largestPackage = 250L * 1024 * 1024; // what the public gallery takes

Task("Clean")
    .Description("Deletes what builds and packs left.")
    .Does(() =>
    {
        DotNetClean(solution, new DotNetCleanSettings { Configuration = configuration });
        if (DirectoryExists(packages))
        {
            CleanDirectory(packages);
        }
    });

Task("Restore")
    .Description("Fetches the packages that the solution uses.")
    .Does(() => DotNetRestore(solution));

Task("Build")
    .Description("Builds all; a warning is an error.")
    .IsDependentOn("Restore")
    .Does(() =>
        DotNetBuild(
            solution,
            new DotNetBuildSettings { Configuration = configuration, NoRestore = true }
        )
    );

Task("Test")
    .Description("Runs every test project.")
    .IsDependentOn("Build")
    .Does(() => Run("dotnet", $"test -c {configuration} --no-build"));

Task("Fuzz")
    .Description("Damages models, options and data in many ways, and reads what is left (--rounds=100000).")
    .IsDependentOn("Build")
    .Does(() =>
    {
        Environment.SetEnvironmentVariable("FUZZ_ROUNDS", Argument("rounds", "100000"));
        foreach (var project in new[] { "Managed", "Tool", "Training" })
        {
            Run(
                "dotnet",
                $"test -c {configuration} --no-build --project tests/OnnxRetrieval.{project}.Tests --filter-class *Fuzzed*"
            );
        }
    });

Task("Faults")
    .Description("Kills training at moments that nobody chose, and goes on with it (--kills=50).")
    .IsDependentOn("Build")
    .Does(() =>
    {
        Environment.SetEnvironmentVariable("KILLS", Argument("kills", "50"));
        Run(
            "dotnet",
            $"test -c {configuration} --no-build --project tests/OnnxRetrieval.Training.Tests --filter-class *KilledRun*"
        );
    });

Task("Coverage")
    .Description("Says which lines the tests reach (--parts=Graph,Managed,Hosting,Training,Tool).")
    .IsDependentOn("Build")
    .Does(() =>
    {
        var folder = MakeAbsolute(Directory("artifacts/coverage"));
        CleanDirectory(folder);
        foreach (var part in Parts("Graph,Managed,Hosting,Training,Tool"))
        {
            Run(
                "dotnet",
                $"test -c {configuration} --no-build --project tests/OnnxRetrieval.{part}.Tests --coverlet --coverlet-output-format cobertura --results-directory \"{folder}/{part}\""
            );
        }
        Run(
            "dotnet",
            $"reportgenerator \"-reports:{folder}/*/*.xml\" \"-targetdir:{folder}\" -reporttypes:TextSummary;HtmlSummary -assemblyfilters:+OnnxRetrieval*;+onnx-retrieval;-*.Tests \"-filefilters:-*/obj/*\""
        );
        Information(System.IO.File.ReadAllText($"{folder}/Summary.txt"));
    });

Task("Mutation")
    .Description(
        "Changes the sources in many ways, and says how many changes no test notices (--parts=Managed,Graph, --files=NAME.cs,NAME.cs). Takes hours for all files."
    )
    .Does(() =>
    {
        var files = string.Concat(
            Argument("files", "*.cs").Split(',').Select(file => $" --mutate \"**/{file}\"")
        );
        foreach (var part in Parts("Managed,Graph"))
        {
            Run(
                "dotnet",
                $"stryker --project OnnxRetrieval.{part}.csproj --test-runner mtp --configuration {configuration} --reporter progress --reporter cleartext --reporter html --output \"{MakeAbsolute(Directory("artifacts/mutation"))}/{part}\"{files}",
                $"tests/OnnxRetrieval.{part}.Tests"
            );
        }
    });

Task("Format")
    .Description("Formats the sources.")
    .Does(() => Run("dotnet", "csharpier format ."));

Task("Check")
    .Description("Says which sources are not formatted.")
    .Does(() => Run("dotnet", "csharpier check ."));

Task("Pack")
    .Description("Packs the libraries, the templates and the tool into artifacts/packages.")
    .Does(() =>
    {
        EnsureDirectoryExists(packages);
        CleanDirectory(packages);
        var libraries =
            GetFiles("runtime/*/*.csproj")
            + GetFiles("trainer/*/OnnxRetrieval.{Graph,Training}.csproj")
            + GetFiles("templates/*.csproj");
        foreach (var project in libraries)
        {
            DotNetPack(
                project.FullPath,
                new DotNetPackSettings { Configuration = configuration, OutputDirectory = packages }
            );
        }
        var tool = new DotNetPackSettings
        {
            Configuration = configuration,
            OutputDirectory = packages,
            MSBuildSettings = new DotNetMSBuildSettings(),
        };
        if (rids.Length > 0)
        {
            tool.MSBuildSettings.Properties["ToolRids"] = [rids];
        }
        DotNetPack("trainer/OnnxRetrieval.Tool", tool);

        foreach (var package in GetFiles($"{packages}/*.*nupkg").OrderBy(file => file.FullPath))
        {
            var size = new System.IO.FileInfo(package.FullPath).Length;
            Information("{0,12:N0} bytes  {1}", size, package.GetFilename());
            if (size > largestPackage)
            {
                throw new CakeException(
                    $"{package.GetFilename()} is over the public gallery's limit of 250 MB."
                );
            }
        }
    });

Task("EndToEnd")
    .Description("Installs what was packed, and uses it as a user would.")
    .IsDependentOn("Pack")
    .Does(() => Run("bash", $".ci/e2e.sh \"{packages}\""));

Task("Benchmark")
    .Description("Measures (see tests/Benchmarks; name one with --name=NAME).")
    .Does(() =>
        Run("dotnet", $"run -c Release --project tests/Benchmarks -- {Argument("name", "retrieve")}")
    );

Task("Quality")
    .Description(
        "Measures what the defaults reach, and writes docs/quality.md (--sets=, --parts=, --seeds=, --ablation-seeds=, --threads=)."
    )
    .Does(() =>
        Run(
            "dotnet",
            "run -c Release --project tests/Quality --"
                + string.Concat(
                    new[] { "sets", "parts", "seeds", "ablation-seeds", "threads" }
                        .Where(name => HasArgument(name))
                        .Select(name => $" --{name} {Argument<string>(name).Replace(',', ' ')}")
                )
        )
    );

Task("Default").Description("Build and Test.").IsDependentOn("Build").IsDependentOn("Test");

RunTarget(target);

string[] Parts(string usual) => Argument("parts", usual).Split(',');

void Run(string command, string arguments, string folder = ".")
{
    var code = StartProcess(
        command,
        new ProcessSettings { Arguments = arguments, WorkingDirectory = folder }
    );
    if (code != 0)
    {
        throw new CakeException($"'{command} {arguments}' ended with {code}.");
    }
}
