using OnnxRetrieval.Tool;

using var interruption = new Interruption();
return CommandLine.Run(args, ToolConsole.OfProcess(interruption.Token));
