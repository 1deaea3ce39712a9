using Fastchat.ModelGateway;
using Fastchat.ModelGateway.Registry;
using Microsoft.Extensions.Logging;

namespace Fastchat.Providers.Models;

/// <summary>Makes providers that speak OpenAI's protocol: LiteLLM, OpenAI itself, vLLM, Ollama, any other.</summary>
public sealed class OpenAIProviderFactory(TimeProvider clock, ILoggerFactory loggers) : IModelProviderFactory
{
    /// <summary>The kind.</summary>
    public const string KindName = "openai";

    /// <inheritdoc />
    public string Kind => KindName;

    /// <inheritdoc />
    public IModelProvider Create(ProviderEntry entry)
    {
        var options = Options(entry);

        // Its connections close when they have been idle for a while: calls that still hold a stopped provider need them.
        return new UpstreamModels(new UpstreamClient(options, clock), options, clock, loggers.CreateLogger<UpstreamModels>());
    }

    internal static UpstreamOptions Options(ProviderEntry entry)
    {
        var headers = new Dictionary<string, string>(entry.Headers, StringComparer.OrdinalIgnoreCase);
        if (entry is { ApiKeyHeader: { } header, ApiKey: { } key }) headers[header] = key;
        return new UpstreamOptions(entry.BaseUrl, entry.ApiKeyHeader is null ? entry.ApiKey : null, entry.Patterns)
        {
            Name = entry.Name,
            ConnectTimeout = entry.ConnectTimeout,
            Headers = headers,
            AllowPrivateAddresses = entry.AllowsPrivateAddresses,
            ListsModels = entry.ListsModels,
            Limits = entry.Limits,
        };
    }
}
