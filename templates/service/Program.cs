using OnnxRetrieval;

const int Most = 100;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRetriever(builder.Configuration.GetSection("Retriever"));
builder.Services.AddHealthChecks().AddRetriever();
builder.Services.AddProblemDetails();

var app = builder.Build();
app.UseExceptionHandler();
app.MapHealthChecks("/health");
app.MapGet(
    "/recommend/{user}",
    (string user, IRetriever retriever, string[]? exclude, int k = 10) =>
    {
        if (k is < 1 or > Most)
        {
            return Results.ValidationProblem(
                new Dictionary<string, string[]> { ["k"] = [$"It must be from 1 to {Most}."] }
            );
        }
        var found = retriever.Retrieve(user, k, exclude);
        return Results.Ok(
            new
            {
                found.IsKnown,
                Items = found.Select(hit => new
                {
                    hit.Id,
                    hit.Title,
                    hit.Score,
                }),
            }
        );
    }
);
app.Run();
