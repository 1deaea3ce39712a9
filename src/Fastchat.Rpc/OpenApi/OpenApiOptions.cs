using Fastchat.Rpc.Calls;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.OpenApi;

/// <summary>What the OpenAPI document says that the methods themselves do not.</summary>
public sealed record OpenApiOptions
{
    /// <summary>The API's name.</summary>
    public required string Title { get; init; }

    /// <summary>The version of what is served.</summary>
    public required string Version { get; init; }

    /// <summary>What the API is for; CommonMark.</summary>
    public string Description { get; init; } = "";

    /// <summary>The SPDX expression of the API's licence; null to state none.</summary>
    public string? License { get; init; }

    /// <summary>
    /// The contracts with their comments, as <c>protoc --include_source_info --descriptor_set_out</c> writes them: the
    /// descriptors in generated code have lost theirs. A request field whose comment says "Required." is required.
    /// </summary>
    public IReadOnlyList<FileDescriptorSet> Sources { get; init; } = [];

    /// <summary>The ways to show a key, each enough by itself; empty when no method asks for one.</summary>
    public IReadOnlyList<OpenApiKey> Keys { get; init; } = [];

    /// <summary>How the page signs people in; null when it does not.</summary>
    public OpenApiSignIn? SignIn { get; init; }

    /// <summary>Whether a method asks for no key. Default: all methods ask.</summary>
    public Func<RpcMethod, bool> IsPublic { get; init; } = static _ => false;
}
