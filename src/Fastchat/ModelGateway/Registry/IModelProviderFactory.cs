using Fastchat.Foundation;

namespace Fastchat.ModelGateway.Registry;

/// <summary>Makes the providers of a kind from what the registry states.</summary>
public interface IModelProviderFactory
{
    /// <summary>The kind, as entries name it: "openai".</summary>
    string Kind { get; }

    /// <summary>
    /// Makes a provider; cheap, and nothing is sent yet. One that is an <see cref="Microsoft.Extensions.Hosting.IHostedService"/> is started
    /// when it comes into use and stopped when it is gone or replaced; calls that are under way then, and those that still see
    /// the registry before the change, go on.
    /// </summary>
    /// <exception cref="FastchatException">INVALID_VALUE or ADDRESS_FORBIDDEN, naming a field of the entry, for what cannot be served.</exception>
    IModelProvider Create(ProviderEntry entry);
}
