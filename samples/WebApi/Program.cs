using OnnxRetrieval.Samples.WebApi;

var builder = WebApplication.CreateBuilder(args);
var configuration = builder.Configuration;
builder.WebHost.ConfigureKestrel(kestrel =>
    kestrel.Limits.MaxRequestBodySize = Limits.RequestBytes
);
builder.Services.AddRetriever(
    Recommender.Movies,
    configuration.GetSection($"Retrievers:{Recommender.Movies}")
);
builder.Services.AddRetriever(
    Recommender.Similar,
    configuration.GetSection($"Retrievers:{Recommender.Similar}")
);
builder.Services.AddSingleton<Recommender>();
builder.Services.AddHealth();
builder.Services.AddProblems();
builder.Services.AddValidation();
builder.Services.AddClientRateLimit(configuration.GetSection("RateLimit"));
builder.Services.AddTelemetry(configuration.GetSection("Telemetry"));
builder.Services.AddDescription();

var app = builder.Build();
app.UseProblems();
app.UseStaticFiles();
app.UseRateLimiter();
app.MapOpenApi();
app.MapHealth();
app.MapRecommendations();
app.MapTitlesPage();
await app.RunAsync();
