namespace Fastchat.Governance.Encryption;

/// <summary>The keys in hand are not those of now: whoever meets it takes the keys anew and does the work again.</summary>
internal sealed class KeysChangedException() : Exception("The tenant's keys have changed.");
