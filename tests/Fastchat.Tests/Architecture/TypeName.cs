namespace Fastchat.Architecture;

/// <summary>A type by name.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsOwn">Whether it is written in the assembly that was read.</param>
internal sealed record TypeName(string Namespace, string Name, bool IsOwn)
{
    public override string ToString() => $"{Namespace}.{Name}";
}
