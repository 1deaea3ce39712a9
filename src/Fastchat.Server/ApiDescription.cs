using System.Reflection;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Governance.Access;
using Fastchat.Governance.Identity.Tokens;
using Fastchat.Rpc.OpenApi;
using Google.Protobuf.Reflection;

namespace Fastchat.Server;

/// <summary>What the OpenAPI document says that the contracts' methods do not.</summary>
internal static class ApiDescription
{
    public static OpenApiOptions Options(AccessRules rules, IssuerDirectory issuers) => new()
    {
        Title = "Fastchat",
        Version = typeof(ApiDescription).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
        Description = """
            Answers questions over your documents as a typed stream with citations. The paths under `/v1/chat/completions`,
            `/v1/models`, `/v1/files` and `/v1/vector_stores` have OpenAI's shapes.

            In a request, a member that is null is one that is left out, and members unknown here do no harm. The same methods
            are offered over gRPC, gRPC-Web and Connect.
            """,
        License = "Apache-2.0",
        Sources = [Contracts()],
        Keys =
        [
            new("bearer", null, "A tenant's key, the token of an identity provider, or the admin key for paths under `/v1/admin`."),
            new("apiKey", "X-API-Key", "The same key in a header of its own."),
        ],
        SignIn = issuers.OfThePage is { } issuer ? new OpenApiSignIn("v1/auth/config", async cancellationToken => (await issuer.Keys.FindAsync(cancellationToken))?.TokenEndpoint) : null,
        IsPublic = method => rules.For(method).Public,
    };

    private static FileDescriptorSet Contracts()
    {
        using var contracts = typeof(ChatRequest).Assembly.GetManifestResourceStream("Fastchat.Contracts.binpb")!;
        return FileDescriptorSet.Parser.ParseFrom(contracts);
    }
}
