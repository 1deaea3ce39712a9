using System.Data.Common;
using Fastchat.Contracts.Type.V1;
using Fastchat.Governance.Encryption;

namespace Fastchat.Runs;

/// <summary>The thread that a run is to hold.</summary>
/// <param name="Id">The thread.</param>
/// <param name="OnBusy">What becomes of the run when another holds it.</param>
/// <param name="LockAsync">Within the transaction that begins the run: keeps all others from beginning one in the thread until it is over.</param>
public sealed record RunThread(string Id, OnBusy OnBusy, Func<DbConnection, TenantCipher, Task> LockAsync);
