namespace Fastchat.Rpc.Abuse;

/// <summary>Attacks run alone: they measure the memory of the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AbuseCollection
{
    public const string Name = "Abuse";
}
