namespace Fastchat.Governance.Audit;

/// <summary>What verifying a chain has found.</summary>
/// <param name="Chain">Whose chain.</param>
/// <param name="Verified">The newest record that was found to be whole, with all before it.</param>
/// <param name="Head">The newest record that the chain is to have.</param>
/// <param name="Fault">The first fault; null for none.</param>
public sealed record ChainReport(AuditChain Chain, long Verified, long Head, ChainFault? Fault)
{
    /// <summary>How many checkpoints agreed and were signed by a trusted key.</summary>
    public int Checkpoints { get; init; }

    /// <summary>The keys of checkpoints that nobody said to trust; these checkpoints proved nothing.</summary>
    public IReadOnlyCollection<string> UnknownKeys { get; init; } = [];
}
