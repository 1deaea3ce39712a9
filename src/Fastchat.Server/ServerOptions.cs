using System.Globalization;
using System.Net;
using Fastchat.Governance.Encryption;
using Fastchat.Governance.Identity.Tokens;
using Fastchat.Governance.Overload;
using Fastchat.Governance.Policies;
using Fastchat.ModelGateway.Caching;
using Fastchat.ModelGateway.Metering;
using Fastchat.ModelGateway.Registry;
using Fastchat.ModelGateway.Scripts;
using Fastchat.Providers.Models;
using Fastchat.Providers.Privacy;
using Fastchat.Runs;
using Fastchat.Tools;

namespace Fastchat.Server;

/// <summary>The server's settings. Each is an environment variable; all mistakes are told at once, at start.</summary>
public sealed record ServerOptions
{
    /// <summary>PORT: the one cleartext port; 0 for any that is free. Default 8080.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The ports beside it.</summary>
    public PortOptions Ports { get; init; } = new();

    /// <summary>FASTCHAT_HOST: the address to listen on, with all ports. Default 127.0.0.1.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>DATA_DIR: where everything is kept. Default ./.fastchat.</summary>
    public string DataFolder { get; init; } = ".fastchat";

    /// <summary>FASTCHAT_DATABASE: the connection string of PostgreSQL or SQL Server; null for SQLite in the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>FASTCHAT_API_KEY: the default tenant's key; null to generate and keep one.</summary>
    public string? ApiKey { get; init; }

    /// <summary>FASTCHAT_ADMIN_KEY: the operator's key; null to generate and keep one.</summary>
    public string? AdminKey { get; init; }

    /// <summary>FASTCHAT_AUDIT_KEY: the private key that signs checkpoints of the audit chains, in PEM or as base64 of PKCS #8; null to generate and keep one.</summary>
    public string? AuditKey { get; init; }

    /// <summary>
    /// FASTCHAT_ENCRYPTION_KEY, the key that wraps the tenants' keys, and FASTCHAT_ENCRYPTION_OTHER_KEYS, which open as well; null to generate
    /// one and keep it.
    /// </summary>
    public LocalKeyWrapper? Encryption { get; init; }

    /// <summary>FASTCHAT_ISSUERS: the identity providers and services whose tokens are taken; see <see cref="IssuerSettings"/>. Default none.</summary>
    public IReadOnlyList<IssuerOptions> Issuers { get; init; } = [];

    /// <summary>FASTCHAT_UPSTREAM_URL, FASTCHAT_UPSTREAM_KEY, FASTCHAT_UPSTREAM_MODELS: a gateway; null for built-in models alone.</summary>
    public UpstreamOptions? Upstream { get; init; }

    /// <summary>FASTCHAT_MODELS: a YAML file of providers and models; null for none.</summary>
    public RegistryFile? Models { get; init; }

    /// <summary>FASTCHAT_MODEL_PRICES: what a million tokens read and written cost, such as <c>gpt-4o=2.5/10, *=1/3</c>. Default: nothing.</summary>
    public ModelPrices Prices { get; init; } = ModelPrices.Free;

    /// <summary>FASTCHAT_SCRIPTS: a file of scripts, or a folder with such files, each of which plays a model; null for none.</summary>
    public string? Scripts { get; init; }

    /// <summary>FASTCHAT_TOOLS: a YAML or JSON file of tools that models may call, and of limits; null for the built-in tool alone.</summary>
    public StatedTools Tools { get; init; } = StatedTools.None;

    /// <summary>FASTCHAT_EMBEDDING_CACHE_MB, FASTCHAT_RESPONSE_CACHE_MB: how much is remembered in memory, each 0 to 65536. Default 64 and 64.</summary>
    public CacheOptions Caches { get; init; } = new();

    /// <summary>FASTCHAT_REGION_HEADER: the header in which a proxy says a call's region, for rules; null for none.</summary>
    public PolicyOptions Policies { get; init; } = new();

    /// <summary>FASTCHAT_MAX_WAITING_CALLS: how many calls that reach a model may wait to be let in, 1 or more. Default 1,000.</summary>
    public OverloadOptions Overload { get; init; } = new();

    /// <summary>FASTCHAT_RUN_EVENTS_HOURS: for how long the events of a run are kept after its end, 1 to 8,760. Default 24.</summary>
    public RunOptions Runs { get; init; } = new();

    /// <summary>FASTCHAT_PRESIDIO_URL, FASTCHAT_PRESIDIO_LANGUAGE: a Presidio Analyzer for tenants that ask for one; null for none.</summary>
    public PresidioOptions? Presidio { get; init; }

    /// <summary>FASTCHAT_LOG_FORMAT: "text" (default) or "json".</summary>
    public bool JsonLogs { get; init; }

    /// <summary>Whether webhooks may be at addresses of this machine and of private networks.</summary>
    public bool AllowsPrivateWebhooks { get; init; }

    /// <summary>FASTCHAT_LOG_LEVEL: "debug", "information" (default), "warning" or "error".</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>FASTCHAT_CORS_ORIGINS: origins whose pages may call, separated by commas. Default: all.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = ["*"];

    /// <summary>Reads the settings.</summary>
    /// <param name="variable">Reads a variable; null or empty for one that is not set.</param>
    /// <exception cref="FormatException">Lists every setting that is wrong, and what would be right.</exception>
    public static ServerOptions Read(Func<string, string?> variable)
    {
        var mistakes = new List<string>();
        var options = new ServerOptions();
        string? Set(string name) => variable(name) is { } value && value.Trim().Length > 0 ? value.Trim() : null;

        if (Set("PORT") is { } port)
        {
            if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 65535) options = options with { Port = number };
            else mistakes.Add($"PORT must be 0 to 65535, but is '{port}'.");
        }

        options = options with { Ports = PortOptions.Read(Set, mistakes) };
        if (Set("FASTCHAT_HOST") is { } host)
        {
            if (IPAddress.TryParse(host, out var address)) options = options with { Host = address };
            else mistakes.Add($"FASTCHAT_HOST must be an IP address such as 127.0.0.1 or 0.0.0.0, but is '{host}'.");
        }

        if (Set("DATA_DIR") is { } folder) options = options with { DataFolder = folder };
        if (Set("FASTCHAT_DATABASE") is { } database)
        {
            options = options with { Database = database };
            if (RelationalStore.FindMistake(database) is { } mistake) mistakes.Add($"FASTCHAT_DATABASE is wrong: {mistake}");
        }

        options = options with { ApiKey = Key("FASTCHAT_API_KEY"), AdminKey = Key("FASTCHAT_ADMIN_KEY") };
        if (options.ApiKey is not null && options.ApiKey == options.AdminKey) mistakes.Add("FASTCHAT_API_KEY and FASTCHAT_ADMIN_KEY must differ.");

        if (Set("FASTCHAT_AUDIT_KEY") is { } auditKey)
        {
            options = options with { AuditKey = auditKey };
            if (AuditKeyFile.FindMistake(auditKey) is { } mistake) mistakes.Add($"FASTCHAT_AUDIT_KEY is wrong: {mistake}");
        }

        options = options with { Encryption = EncryptionKeyFile.Read(Set, mistakes) };
        if (Set("FASTCHAT_ISSUERS") is { } issuers)
        {
            options = options with { Issuers = IssuerSettings.Read(issuers, mistakes) };
            foreach (var name in new[] { "FASTCHAT_API_KEY", "FASTCHAT_ADMIN_KEY" }.Where(n => Set(n) is { } key && TokenFormat.IsToken(key)))
                mistakes.Add($"{name} has three parts with dots between them, and with FASTCHAT_ISSUERS that is a token; take another key.");
        }

        if (Set("FASTCHAT_UPSTREAM_URL") is { } url)
        {
            try
            {
                options = options with { Upstream = UpstreamOptions.Parse(url, Set("FASTCHAT_UPSTREAM_KEY"), Set("FASTCHAT_UPSTREAM_MODELS")) };
            }
            catch (FormatException e)
            {
                mistakes.Add($"FASTCHAT_UPSTREAM_URL is wrong: {e.Message}");
            }
        }
        else if (Set("FASTCHAT_UPSTREAM_KEY") is not null || Set("FASTCHAT_UPSTREAM_MODELS") is not null)
        {
            mistakes.Add("FASTCHAT_UPSTREAM_KEY and FASTCHAT_UPSTREAM_MODELS need FASTCHAT_UPSTREAM_URL.");
        }

        if (Set("FASTCHAT_MODELS") is { } models) options = options with { Models = ModelSettings.Read(models, options.Upstream, variable, mistakes) };
        if (Set("FASTCHAT_MODEL_PRICES") is { } prices)
        {
            try
            {
                options = options with { Prices = ModelPrices.Parse(prices) };
            }
            catch (FormatException e)
            {
                mistakes.Add($"FASTCHAT_MODEL_PRICES is wrong: {e.Message}");
            }
        }

        if (Set("FASTCHAT_SCRIPTS") is { } scripts)
        {
            options = options with { Scripts = scripts };
            mistakes.AddRange(new ScriptFolder(scripts).Read().Mistakes.Select(m => $"FASTCHAT_SCRIPTS is wrong: {m}"));
        }

        if (Set("FASTCHAT_TOOLS") is { } tools) options = options with { Tools = ToolSettings.Read(tools, variable, mistakes) };
        options = options with
        {
            Caches = new CacheOptions
            {
                EmbeddingBytes = Megabytes("FASTCHAT_EMBEDDING_CACHE_MB") ?? options.Caches.EmbeddingBytes,
                ResponseBytes = Megabytes("FASTCHAT_RESPONSE_CACHE_MB") ?? options.Caches.ResponseBytes,
            },
        };
        if (Set("FASTCHAT_REGION_HEADER") is { } region)
        {
            if (region.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) options = options with { Policies = new PolicyOptions { RegionHeader = region } };
            else mistakes.Add($"FASTCHAT_REGION_HEADER must be the name of a header such as cf-ipcountry, but is '{region}'.");
        }

        if (Set("FASTCHAT_MAX_WAITING_CALLS") is { } waiting)
        {
            if (int.TryParse(waiting, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0) options = options with { Overload = new OverloadOptions { MaxWaitingCalls = most } };
            else mistakes.Add($"FASTCHAT_MAX_WAITING_CALLS must be 1 to {int.MaxValue}, but is '{waiting}'.");
        }

        if (Set("FASTCHAT_RUN_EVENTS_HOURS") is { } kept)
        {
            if (int.TryParse(kept, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours is >= 1 and <= 8760) options = options with { Runs = new RunOptions { EventsKept = TimeSpan.FromHours(hours) } };
            else mistakes.Add($"FASTCHAT_RUN_EVENTS_HOURS must be 1 to 8760, but is '{kept}'.");
        }

        if (Set("FASTCHAT_PRESIDIO_URL") is { } presidio)
        {
            try
            {
                options = options with { Presidio = PresidioOptions.Parse(presidio, Set("FASTCHAT_PRESIDIO_LANGUAGE")) };
            }
            catch (FormatException e)
            {
                mistakes.Add($"FASTCHAT_PRESIDIO_URL is wrong: {e.Message}");
            }
        }
        else if (Set("FASTCHAT_PRESIDIO_LANGUAGE") is not null)
        {
            mistakes.Add("FASTCHAT_PRESIDIO_LANGUAGE needs FASTCHAT_PRESIDIO_URL.");
        }

        if (Set("FASTCHAT_WEBHOOK_ADDRESSES") is { } addresses)
        {
            if (addresses is "public" or "private") options = options with { AllowsPrivateWebhooks = addresses == "private" };
            else mistakes.Add($"FASTCHAT_WEBHOOK_ADDRESSES must be 'public' or 'private', but is '{addresses}'.");
        }

        if (Set("FASTCHAT_LOG_FORMAT") is { } format)
        {
            if (format is "text" or "json") options = options with { JsonLogs = format == "json" };
            else mistakes.Add($"FASTCHAT_LOG_FORMAT must be 'text' or 'json', but is '{format}'.");
        }

        if (Set("FASTCHAT_LOG_LEVEL") is { } level)
        {
            if (level is "debug" or "information" or "warning" or "error") options = options with { LogLevel = Enum.Parse<LogLevel>(level, ignoreCase: true) };
            else mistakes.Add($"FASTCHAT_LOG_LEVEL must be 'debug', 'information', 'warning' or 'error', but is '{level}'.");
        }

        if (Set("FASTCHAT_CORS_ORIGINS") is { } origins)
            options = options with { CorsOrigins = origins.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) };
        foreach (var origin in options.CorsOrigins.Where(o => !IsOrigin(o)))
            mistakes.Add($"FASTCHAT_CORS_ORIGINS must list origins such as https://chat.example.com, or *, but has '{origin}'.");

        return mistakes.Count == 0 ? options : throw new FormatException(string.Join(Environment.NewLine, mistakes));

        long? Megabytes(string name)
        {
            if (Set(name) is not { } text) return null;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 65_536) return number * 1024L * 1024;
            mistakes.Add($"{name} must be 0 to 65536, but is '{text}'.");
            return null;
        }

        string? Key(string name)
        {
            var key = Set(name);
            if (key is { Length: < 16 }) mistakes.Add($"{name} must have at least 16 characters.");
            else if (key is not null && key.Any(c => c is <= ' ' or > '~')) mistakes.Add($"{name} must be printable ASCII without blanks.");
            return key;
        }
    }

    // As a browser sends it: without a path, not even a slash. Anything else would match no page.
    private static bool IsOrigin(string text) =>
        text == "*" || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal) && uri.GetLeftPart(UriPartial.Authority) == text);
}
