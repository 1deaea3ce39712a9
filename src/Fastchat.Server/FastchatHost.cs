using Fastchat.Chat;
using Fastchat.Files;
using Fastchat.Foundation;
using Fastchat.Governance;
using Fastchat.Governance.Access;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Encryption;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Identity.Tokens;
using Fastchat.Governance.Privacy;
using Fastchat.Governance.Privacy.Logs;
using Fastchat.Governance.Tenants;
using Fastchat.Health;
using Fastchat.Jobs;
using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Scripts;
using Fastchat.Providers.Blobs;
using Fastchat.Providers.Documents;
using Fastchat.Providers.Models;
using Fastchat.Providers.Net;
using Fastchat.Providers.Privacy;
using Fastchat.Providers.Sandbox;
using Fastchat.Providers.Tools;
using Fastchat.Providers.Webhooks;
using Fastchat.Retrieval;
using Fastchat.Retrieval.Index;
using Fastchat.Retrieval.Ingestion;
using Fastchat.Rpc;
using Fastchat.Rpc.OpenApi;
using Fastchat.Rpc.Reflection;
using Fastchat.Runs;
using Fastchat.Storage;
using Fastchat.Tools;
using Fastchat.Webhooks;

namespace Fastchat.Server;

/// <summary>A whole server: every room put together, on one port.</summary>
internal sealed class FastchatHost : IAsyncDisposable
{
    /// <summary>The tenant that a fresh server has.</summary>
    public const string DefaultTenant = "default";

    private readonly WebApplication _app;
    private readonly DataFolder _folder;
    private readonly Database _database;

    private FastchatHost(WebApplication app, DataFolder folder, Database database, TenantId tenant, KeyFile? apiKey, KeyFile? adminKey)
    {
        _app = app;
        _folder = folder;
        _database = database;
        Tenant = tenant;
        ApiKey = apiKey;
        AdminKey = adminKey;
    }

    /// <summary>The default tenant.</summary>
    public TenantId Tenant { get; }

    /// <summary>Its generated key; null when the configuration gives one.</summary>
    public KeyFile? ApiKey { get; }

    /// <summary>The generated admin key; null when the configuration gives one.</summary>
    public KeyFile? AdminKey { get; }

    /// <summary>Whether other servers may use the same database.</summary>
    public bool SharesDatabase => _database.IsShared;

    /// <summary>The rooms' parts.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Where the server listens in cleartext.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Where it listens over TLS; null when it does not.</summary>
    public Uri? TlsAddress => _app.Urls.FirstOrDefault(url => url.StartsWith("https:", StringComparison.Ordinal)) is { } url ? new Uri(url) : null;

    /// <summary>Where it listens for HTTP/2 alone; null when it does not.</summary>
    public Uri? H2cAddress => _app.Urls.Skip(1).FirstOrDefault(url => url.StartsWith("http:", StringComparison.Ordinal)) is { } url ? new Uri(url) : null;

    /// <summary>Starts a server; it is ready when this returns.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="configure">Changes the host before it is built; for tests.</param>
    public static async Task<FastchatHost> StartAsync(ServerOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        var folder = DataFolder.Open(options.DataFolder);
        Database? database = null;
        WebApplication? app = null;
        try
        {
            database = await RelationalStore.OpenAsync(options.Database, folder);
            var apiKey = options.ApiKey is null ? KeyFile.Open(folder.Path, "api-key") : null;
            var adminKey = options.AdminKey is null ? KeyFile.Open(folder.Path, "admin-key") : null;
            var identity = new IdentityOptions(options.AdminKey ?? adminKey!.Key) { Issuers = options.Issuers };
            app = await BuildAsync(options, folder, database, identity, options.Encryption ?? EncryptionKeyFile.Open(folder.Path), configure);
            var tenant = await PrepareAsync(app.Services, options.ApiKey, apiKey?.Key);
            await app.StartAsync();
            return new FastchatHost(app, folder, database, tenant, apiKey, adminKey);
        }
        catch
        {
            // The port is taken, say: whoever starts again finds the folder free.
            await ReleaseAsync(app, database, folder);
            throw;
        }
    }

    /// <summary>Waits until the server is told to stop, and has.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ReleaseAsync(_app, _database, _folder);

    private static async Task<WebApplication> BuildAsync(
        ServerOptions options, DataFolder folder, Database database, IdentityOptions identity, KeyWrapper wrapper, Action<WebApplicationBuilder>? configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        AddLogging(builder.Logging, options);
        AddRooms(builder.Services, options, folder, database, identity);
        builder.Services.AddSingleton(_ => AuditKeyFile.Open(folder.Path, options.AuditKey));
        builder.Services.AddSingleton(wrapper);
        if (options.Issuers.Count > 0) builder.Services.AddSingleton<HealthCheck, IssuersHealth>();
        await AddProvidersAsync(builder.Services, options, folder);
        var rpc = new RpcOptions
        {
            AllowedOrigins = options.CorsOrigins,
            MaxReceiveMessageSize = 8 * 1024 * 1024,
            CompressResponsesFrom = 8 * 1024,
            ErrorDomain = ErrorsInterceptor.Domain,
            MaxConnections = options.Ports.MaxConnections,
            StalledReaderTimeout = options.Ports.StalledReaderTimeout,
        };
        builder.Services.AddRpc(rpc).AddRpcReflection().AddRpcOpenApi(provider => ApiDescription.Options(provider.GetRequiredService<AccessRules>(), provider.GetRequiredService<IssuerDirectory>()));
        builder.Services.Configure<HostOptions>(h => h.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseRpcLimits(rpc);
            kestrel.Listen(options.Host, options.Port, listen => listen.UseOnePort(rpc));
            if (options.Ports.Tls is { } tls) kestrel.Listen(options.Host, options.Ports.TlsPort, listen => listen.UseTls(tls));
            if (options.Ports.H2cPort is { } h2c) kestrel.Listen(options.Host, h2c, RpcPorts.UseH2c);
        });
        builder.WebHost.UseRpcHttp3(options.Ports.Tls);

        // A start that fails is told by whoever asked for it; the host's own line, stack trace and all, would bury that.
        IHostApplicationLifetime? lifetime = null;
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Warning && lifetime is { ApplicationStarted.IsCancellationRequested: true });
        configure?.Invoke(builder);

        var app = builder.Build();
        lifetime = app.Lifetime;
        app.UseRpc();
        app.UseRpcOpenApi();
        app.RunUnknownUrl();
        return app;
    }

    private static async ValueTask ReleaseAsync(WebApplication? app, Database? database, DataFolder folder)
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        if (database is not null) await database.DisposeAsync();
        folder.Dispose();
    }

    private static void AddLogging(ILoggingBuilder logging, ServerOptions options)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(options.LogLevel);
        logging.AddFilter("Microsoft", options.LogLevel == LogLevel.Debug ? LogLevel.Debug : LogLevel.Warning);
        if (options.JsonLogs) logging.AddJsonConsole(c => c.UseUtcTimestamp = true);
        else logging.AddSimpleConsole(c => (c.SingleLine, c.TimestampFormat) = (true, "HH:mm:ss "));
        logging.RedactPersonalData();
    }

    // In the order in which the documentation lists their services: what most callers look for comes first.
    private static void AddRooms(IServiceCollection services, ServerOptions options, DataFolder folder, Database database, IdentityOptions identity) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton(database)
        .AddChat()
        .AddTools(options.Tools.Limits)
        .AddModelGateway(options.Prices, ModelSettings.Registry(options), options.Caches)
        .AddFiles(new Files.FileOptions(), new LocalBlobStore(folder.Blobs))
        .AddJobs(new JobOptions())
        .AddRetrieval(new EmbeddedIndexOptions { Root = folder.Index })
        .AddRuns(options.Runs)
        .AddWebhooks()
        .AddGovernance(identity, options.Policies, options.Overload)
        .AddHealth()
        .AddSingleton(folder)
        .AddSingleton(folder.Node)
        .AddSingleton<Welcome>();

    private static async Task AddProvidersAsync(IServiceCollection services, ServerOptions options, DataFolder folder)
    {
        var sandbox = await SandboxedProcess.DetectAsync(TimeProvider.System, CancellationToken.None);
        services
            .AddSingleton(sandbox)
            .AddSingleton(WorkerCommand.ForThisProcess())
            .AddSingleton<DocumentDecoder, PlainTextDecoder>()
            .AddSingleton<DocumentDecoder, HtmlDecoder>()
            .AddSingleton<DocumentDecoder, DocxDecoder>()
            .AddSingleton<DocumentDecoder>(new PdfDecoder(sandbox))
            .AddSingleton<HealthCheck, DecoderHealth>()
            .AddSingleton<IModelProviderFactory, OpenAIProviderFactory>()
            .AddSingleton<IWebhookTransport>(provider => new GuardedWebhookTransport(new AddressGuard(options.AllowsPrivateWebhooks), provider.GetRequiredService<TimeProvider>()));
        foreach (var tool in options.Tools.Tools) services.AddSingleton<ITool>(provider => new HttpTool(tool, provider.GetRequiredService<TimeProvider>()));
        if (options.Presidio is { } presidio) AddPresidio(services, presidio);
        if (options.Scripts is { } scripts) services.AddScripts(scripts).AddSingleton<HealthCheck, ScriptsHealth>();
    }

    private static void AddPresidio(IServiceCollection services, PresidioOptions options) => services
        .AddSingleton(new PresidioClient(options, TimeProvider.System))
        .AddSingleton<IPiiDetector, PresidioDetector>()
        .AddSingleton<HealthCheck, PresidioHealth>();

    // Before the port opens: what a process before this one left behind, and the tenant that callers will be.
    private static async Task<TenantId> PrepareAsync(IServiceProvider services, string? configured, string? generated)
    {
        // Tools that are wrong together are told before anything is done.
        _ = services.GetRequiredService<ToolRegistry>();
        await services.GetRequiredService<RunStore>().InterruptAllAsync(CancellationToken.None);
        await services.GetRequiredService<AuditLog>().RecoverAsync(atStart: true, CancellationToken.None);
        var tenants = services.GetRequiredService<TenantStore>();
        var tenant = await tenants.FindByNameAsync(DefaultTenant, CancellationToken.None)
            ?? await tenants.AddAsync(DefaultTenant, new Contracts.Admin.V1.TenantConfig(), CancellationToken.None)
            ?? await tenants.FindByNameAsync(DefaultTenant, CancellationToken.None) // another node was quicker
            ?? throw new InvalidOperationException("The default tenant can neither be found nor made.");

        // The default tenant's data key, which is made here when there is none, shows every further node whether it was given the same key.
        var keys = services.GetRequiredService<TenantKeys>();
        await keys.EnsureAsync(tenant.Id, CancellationToken.None);
        await keys.CheckAsync(CancellationToken.None);

        // One configured key at a time, and one that each node made up: neither outlives the other.
        var (startup, own) = ("startup", $"node:{services.GetRequiredService<Node>().Id}");
        await services.GetRequiredService<ApiKeyStore>().ReplaceAsync(
            tenant.Id, Governance.Identity.ApiKey.Hash(configured ?? generated!), configured is null ? own : startup, configured is null ? startup : own, CancellationToken.None);
        return tenant.Id;
    }
}
