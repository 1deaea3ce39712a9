namespace Fastchat.Rpc;

/// <summary>A service type that the wire serves.</summary>
internal sealed record RpcServiceRegistration(Type Type);
