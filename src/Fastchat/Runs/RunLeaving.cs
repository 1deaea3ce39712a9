using System.Data.Common;
using Fastchat.Governance.Encryption;

namespace Fastchat.Runs;

/// <summary>What an ending run leaves in its thread.</summary>
/// <param name="ThreadId">The thread.</param>
/// <param name="KeepAsync">Within the transaction that ends the run: adds what was asked and said. Not called when the run is undone.</param>
/// <param name="Forgets">Whether the run itself is forgotten with its end: it was there to hold the thread, and for nothing else.</param>
public sealed record RunLeaving(string ThreadId, Func<DbConnection, TenantCipher, Task> KeepAsync, bool Forgets = false);
