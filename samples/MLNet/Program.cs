using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.ML;
using OnnxRetrieval.Samples.MLNet;

var arguments = new ConfigurationBuilder().AddCommandLine(args).Build();
try
{
    switch (arguments["ids"])
    {
        case null or "integer":
            Recommend(text => long.Parse(text, CultureInfo.InvariantCulture), missing: -1);
            return 0;
        case "text":
            Recommend(text => text, missing: "");
            return 0;
        default:
            throw new ArgumentException("--ids takes 'integer' or 'text'.");
    }
}
catch (Exception error)
    when (error is ArgumentException or FormatException or InvalidOperationException or IOException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

void Recommend<TId>(Converter<string, TId> parse, TId missing)
{
    var ml = new MLContext();
    var model = Recommender.Load<TId>(ml, arguments["model"] ?? "artifacts/sample/retrieval.onnx");
    var query = Recommender.Ask(
        parse,
        missing,
        arguments["user"],
        Ids("history"),
        Ids("exclude"),
        arguments.GetValue("k", defaultValue: 10)
    );
    var rows = model.Transform(ml.Data.LoadFromEnumerable([query]));
    foreach (var answer in ml.Data.CreateEnumerable<Answer<TId>>(rows, reuseRowObject: false))
    {
        for (var rank = 0; rank < answer.Rows.Length && answer.Rows[rank] >= 0; rank++)
        {
            Console.WriteLine($"{answer.Ids[rank]} {answer.Titles[rank]} {answer.Scores[rank]:F3}");
        }
        if (!answer.Known[0])
        {
            Console.Error.WriteLine("The model does not know who asks: this is for a stranger.");
        }
    }
}

string[] Ids(string name) => arguments[name]?.Split(',') ?? [];
