using System.Security.Cryptography;
using System.Text;

namespace Fastchat.Storage.Migrations;

/// <summary>One numbered step of a schema.</summary>
internal sealed record Migration(int Version, string Name, string Sql)
{
    /// <summary>Of the text without its line endings' kind: a checkout on another system is the same migration.</summary>
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    public override string ToString() => $"{Version:D3}_{Name}";
}
