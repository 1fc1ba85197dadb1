using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnnxRetrieval;

var builder = Host.CreateApplicationBuilder(args);

// What is wrong is told once, below.
builder.Logging.ClearProviders();
builder.Services.AddRetriever(builder.Configuration.GetSection("Retriever"));
builder.Services.AddHealthChecks().AddRetriever();
using var host = builder.Build();
try
{
    await host.StartAsync();
    var retriever = host.Services.GetRequiredService<IRetriever>();
    foreach (var hit in retriever.Retrieve(builder.Configuration["User"] ?? "nobody"))
    {
        Console.WriteLine(hit);
    }
    var checks = host.Services.GetRequiredService<HealthCheckService>();
    Console.WriteLine((await checks.CheckHealthAsync()).Status);
    await host.StopAsync();
    return 0;
}
catch (Exception error)
    when (error is OptionsValidationException or InvalidOperationException or RetrievalException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
