using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnnxRetrieval;
using OnnxRetrieval.Hosting;
using OnnxRetrieval.Hosting.Internals;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds retrievers to a container.</summary>
/// <remarks>
/// Each is there as <see cref="IRetriever"/>, which answers, and as <see cref="HostedModel"/>, which tells what is in use and
/// reloads: by the name as their key, or without a key for the default one. Options are checked and the file is loaded when
/// the host starts; without a host, when the retriever is first asked for.
/// </remarks>
public static class RetrieverServiceCollectionExtensions
{
    /// <summary>Adds the default retriever.</summary>
    /// <param name="services">The container's services.</param>
    /// <param name="configure">Sets the options, <see cref="HostedRetrieverOptions.Path"/> above all.</param>
    public static IServiceCollection AddRetriever(
        this IServiceCollection services,
        Action<HostedRetrieverOptions> configure
    ) => services.AddRetriever(Options.Options.DefaultName, configure);

    /// <summary>Adds a retriever by name: ask for it with <c>[FromKeyedServices("name")]</c>.</summary>
    /// <param name="services">The container's services.</param>
    /// <param name="name">The key, and the name of its options.</param>
    /// <param name="configure">Sets the options, <see cref="HostedRetrieverOptions.Path"/> above all.</param>
    public static IServiceCollection AddRetriever(
        this IServiceCollection services,
        string name,
        Action<HostedRetrieverOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<HostedRetrieverOptions>(name).Configure(configure).ValidateOnStart();
        return services.AddHosted(name);
    }

    /// <summary>Adds the default retriever, with options from configuration.</summary>
    /// <param name="services">The container's services.</param>
    /// <param name="configuration">The section with the options; a name in it that is no option's is an error.</param>
    public static IServiceCollection AddRetriever(
        this IServiceCollection services,
        IConfiguration configuration
    ) => services.AddRetriever(Options.Options.DefaultName, configuration);

    /// <summary>Adds a retriever by name, with options from configuration.</summary>
    /// <param name="services">The container's services.</param>
    /// <param name="name">The key, and the name of its options.</param>
    /// <param name="configuration">The section with the options; a name in it that is no option's is an error.</param>
    public static IServiceCollection AddRetriever(
        this IServiceCollection services,
        string name,
        IConfiguration configuration
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configuration);
        services
            .AddOptions<HostedRetrieverOptions>(name)
            .Bind(configuration, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        return services.AddHosted(name);
    }

    private static IServiceCollection AddHosted(this IServiceCollection services, string name)
    {
        services.AddMetrics();
        services.TryAddSingleton<Telemetry>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<
                IValidateOptions<HostedRetrieverOptions>,
                HostedRetrieverOptionsValidator
            >()
        );
        var key = RetrieverName.Key(name);
        services.AddKeyedSingleton(key, (provider, _) => Load(provider, name));
        services.AddKeyedSingleton<IRetriever>(key, (provider, _) => Retriever(provider, name));
        return services.AddSingleton<IHostedService>(provider => new LoadingAtStart(
            provider,
            name
        ));
    }

    private static HostedModel Load(IServiceProvider services, string name)
    {
        var options = services.OptionsOf(name);
        var root = services.GetService<IHostEnvironment>()?.ContentRootPath ?? "";
        return new HostedModel(
            name,
            Path.GetFullPath(Path.Combine(root, options.Path)),
            options,
            services.GetRequiredService<Telemetry>(),
            services.GetService<ILogger<HostedModel>>() ?? NullLogger<HostedModel>.Instance,
            services.GetService<TimeProvider>() ?? TimeProvider.System
        );
    }

    private static MeasuredRetriever Retriever(IServiceProvider services, string name)
    {
        var model = services.GetRequiredKeyedService<HostedModel>(RetrieverName.Key(name));
        IRetriever retriever = new SwappingRetriever(model);
        if (services.OptionsOf(name).Batching is { } batching)
        {
            retriever = new BatchingRetriever(retriever, batching);
        }
        return new MeasuredRetriever(retriever, name, services.GetRequiredService<Telemetry>());
    }

    private static HostedRetrieverOptions OptionsOf(this IServiceProvider services, string name) =>
        services.GetRequiredService<IOptionsMonitor<HostedRetrieverOptions>>().Get(name);
}
