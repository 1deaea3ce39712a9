namespace Fastchat.Architecture;

/// <summary>A type that uses another.</summary>
/// <param name="User">Who uses.</param>
/// <param name="Used">Who is used.</param>
internal sealed record TypeUse(TypeName User, TypeName Used);
