using System.Globalization;
using Npgsql;

namespace Fastchat.Storage.Postgres;

/// <summary>Connection URIs. Source: PostgreSQL 15 documentation, section 34.1.1.2 (libpq), as far as the driver has the same words.</summary>
internal static class PostgresUri
{
    public static bool IsUri(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="FormatException">It is no URI of that kind.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) throw new FormatException("It is no URI.");
        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Host };
        if (uri.Port > 0) builder.Port = uri.Port;
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2) builder.Password = Uri.UnescapeDataString(user[1]);
        if (uri.AbsolutePath.Length > 1) builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)) Set(builder, pair.Split('=', 2));
        return builder;
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string[] pair)
    {
        if (pair.Length != 2) throw new FormatException("A parameter has no value.");
        var value = Uri.UnescapeDataString(pair[1]);
        switch (pair[0])
        {
            case "sslmode": builder["SSL Mode"] = value.Replace("-", "", StringComparison.Ordinal); break;
            case "sslrootcert": builder.RootCertificate = value; break;
            case "sslcert": builder.SslCertificate = value; break;
            case "sslkey": builder.SslKey = value; break;
            case "application_name": builder.ApplicationName = value; break;
            case "connect_timeout": builder.Timeout = int.Parse(value, CultureInfo.InvariantCulture); break;
            case "options": builder.Options = value; break;
            default: throw new FormatException("A parameter is not known.");
        }
    }
}
