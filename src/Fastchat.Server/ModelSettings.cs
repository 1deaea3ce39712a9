using Fastchat.Contracts.Admin.V1;
using Fastchat.ModelGateway.BuiltIn;
using Fastchat.ModelGateway.Registry;
using Fastchat.Providers.Models;

namespace Fastchat.Server;

/// <summary>What the settings say of models: the gateway of FASTCHAT_UPSTREAM_URL, and the file of FASTCHAT_MODELS.</summary>
internal static class ModelSettings
{
    private const string Gateway = "gateway";

    /// <summary>The file, read once to tell its mistakes with all others; it is read anew when the server starts, and whenever it changes.</summary>
    public static RegistryFile Read(string path, UpstreamOptions? upstream, Func<string, string?> variable, List<string> mistakes)
    {
        var file = new RegistryFile(path, variable, [new BuiltInModels(TimeProvider.System)], upstream is null ? [] : [Gateway], [OpenAIProviderFactory.KindName]);
        var problems = new List<string>();
        file.Read(problems);
        mistakes.AddRange(problems.Select(p => $"FASTCHAT_MODELS is wrong: {p}"));
        return file;
    }

    /// <summary>What the registry has from the settings.</summary>
    public static RegistryOptions Registry(ServerOptions options) => new()
    {
        File = options.Models,
        Environment = options.Upstream is { } upstream ? [new StatedProvider(Gateway, Spec(upstream), upstream.ApiKey, RegistrySource.Environment)] : [],
    };

    private static ModelProviderSpec Spec(UpstreamOptions upstream) => new()
    {
        BaseUrl = upstream.BaseAddress.AbsoluteUri,
        ModelPatterns = { upstream.Patterns },
        AllowPrivateAddresses = upstream.AllowPrivateAddresses,
    };
}
