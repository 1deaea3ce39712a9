namespace Fastchat.Rpc.Services;

/// <summary>Serves nothing: it is there to be described.</summary>
internal sealed class ExtensionHandler : WireTest.ExtensionService.ExtensionServiceBase;
