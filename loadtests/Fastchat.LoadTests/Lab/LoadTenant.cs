namespace Fastchat.LoadTests.Lab;

/// <summary>A tenant of the server under load.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">Its key.</param>
internal sealed record LoadTenant(string Id, string Key);
