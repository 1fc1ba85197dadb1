using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Web;

/// <summary>Serves the page and its model to this machine alone.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private const long MostBytes = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly string[] OwnNames = ["localhost", "127.0.0.1"];

    private readonly WebApplication application;
    private readonly byte[] description;
    private readonly IReadOnlyDictionary<string, byte[]> files = PageFiles.Of(
        PageDescription.ByServer
    );

    private readonly Dictionary<string, Func<PageRequest, PageAnswer>> answers;

    private PageServer(PageModel model, int port)
    {
        description = JsonSerializer.SerializeToUtf8Bytes(
            PageDescription.Of(PageDescription.ByServer, model),
            TrainingJson.Compact
        );
        answers = new()
        {
            ["recommend"] = model.Recommend,
            ["similar"] = model.Similar,
            ["search"] = model.Search,
            ["items"] = model.Items,
        };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(options =>
            {
                options.AddServerHeader = false;
                options.Limits.MaxRequestBodySize = MostBytes;
                options.Listen(IPAddress.Loopback, port);
            });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Patience);
        application = builder.Build();
        application.Run(Answer);
    }

    /// <summary>Where the page is.</summary>
    public Uri Address =>
        new(
            application
                .Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.First()
        );

    /// <summary>Starts to serve.</summary>
    /// <param name="model">The model.</param>
    /// <param name="port">The port; 0: any that is free.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="InputException">The port cannot be had.</exception>
    public static async Task<PageServer> Start(
        PageModel model,
        int port,
        CancellationToken cancellation
    )
    {
        var server = new PageServer(model, port);
        try
        {
            await server.application.StartAsync(cancellation);
            return server;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await server.DisposeAsync();
            throw new InputException(
                $"Port {port} cannot be had: {(exception.InnerException ?? exception).Message.TrimEnd('.')}. Give another with --port, or 0 for any that is free.",
                exception
            );
        }
    }

    /// <summary>Serves until it is told to stop.</summary>
    public Task Run(CancellationToken cancellation) =>
        application.WaitForShutdownAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        var name = request.Path == "/" ? PageFiles.Index : request.Path.Value!.TrimStart('/');
        // A page from elsewhere can lead its own name to this machine, but not call itself by this one's.
        if (!OwnNames.Contains(request.Host.Host))
        {
            await Refuse(
                response,
                StatusCodes.Status421MisdirectedRequest,
                "This is not that host."
            );
        }
        else if (answers.TryGetValue(name, out var answer))
        {
            await Answer(context, answer);
        }
        else if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            await Refuse(response, StatusCodes.Status405MethodNotAllowed, "Ask for it by GET.");
        }
        else if (name == PageDescription.FileName)
        {
            await Send(response, "application/json", description);
        }
        else if (files.TryGetValue(name, out var content))
        {
            await Send(response, PageFiles.TypeOf(name), content);
        }
        else
        {
            await Refuse(response, StatusCodes.Status404NotFound, $"There is no '{name}' here.");
        }
    }

    private static async Task Answer(HttpContext context, Func<PageRequest, PageAnswer> answer)
    {
        var (request, response) = (context.Request, context.Response);
        if (!HttpMethods.IsPost(request.Method))
        {
            await Refuse(response, StatusCodes.Status405MethodNotAllowed, "Ask for it by POST.");
            return;
        }
        // A page from elsewhere cannot send it without asking first, which is not answered.
        if (!request.HasJsonContentType())
        {
            await Refuse(response, StatusCodes.Status415UnsupportedMediaType, "Send JSON.");
            return;
        }
        try
        {
            var asked = await JsonSerializer.DeserializeAsync<PageRequest>(
                request.Body,
                TrainingJson.Compact,
                context.RequestAborted
            );
            await Send(
                response,
                "application/json",
                JsonSerializer.SerializeToUtf8Bytes(answer(asked ?? new()), TrainingJson.Compact)
            );
        }
        catch (BadHttpRequestException exception)
        {
            await Refuse(response, exception.StatusCode, exception.Message);
        }
        catch (Exception exception)
            when (exception is InputException or RetrievalException or JsonException)
        {
            await Refuse(response, StatusCodes.Status400BadRequest, exception.Message);
        }
    }

    private static Task Refuse(HttpResponse response, int status, string message)
    {
        response.StatusCode = status;
        return Send(
            response,
            "text/plain; charset=utf-8",
            System.Text.Encoding.UTF8.GetBytes(message)
        );
    }

    private static async Task Send(HttpResponse response, string type, byte[] content)
    {
        response.ContentType = type;
        response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            await response.Body.WriteAsync(content, response.HttpContext.RequestAborted);
        }
    }
}
