using OnnxRetrieval;

try
{
    using var retriever = Retriever.Load(args[0]);
    Console.WriteLine("loaded");
    return 1;
}
catch (RetrievalException error)
{
    Console.WriteLine(error.Error);
    Console.WriteLine(error.Message);
    return 0;
}
