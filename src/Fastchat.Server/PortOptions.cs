using System.Globalization;
using Fastchat.Rpc;

namespace Fastchat.Server;

/// <summary>The ports beside the main one, how many connections all take together, and how long they wait for those who do not read.</summary>
public sealed record PortOptions
{
    /// <summary>TLS_CERT_FILE and TLS_KEY_FILE, with FASTCHAT_HTTP3 "on" or "off" (default): TLS; null for none.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>TLS_PORT: the port for TLS; 0 for any that is free. Default 8443.</summary>
    public int TlsPort { get; init; } = 8443;

    /// <summary>H2C_PORT: a further cleartext port for HTTP/2 alone; 0 for any that is free. Default none.</summary>
    public int? H2cPort { get; init; }

    /// <summary>FASTCHAT_MAX_CONNECTIONS: connections open at once, 1 or more. Default 10,000.</summary>
    public int MaxConnections { get; init; } = new RpcOptions().MaxConnections;

    /// <summary>FASTCHAT_STALLED_READER_SECONDS: for how long an answer waits for a reader that takes nothing before its call is cancelled, 1 to 3,600 seconds. Default 120.</summary>
    public TimeSpan StalledReaderTimeout { get; init; } = new RpcOptions().StalledReaderTimeout;

    /// <summary>Reads the settings and adds what is wrong with them to <paramref name="mistakes"/>.</summary>
    /// <param name="variable">Reads a variable; null for one that is not set.</param>
    /// <param name="mistakes">Where mistakes are gathered.</param>
    internal static PortOptions Read(Func<string, string?> variable, List<string> mistakes)
    {
        var (certificate, key, http3) = (variable("TLS_CERT_FILE"), variable("TLS_KEY_FILE"), variable("FASTCHAT_HTTP3"));
        if (certificate is null != key is null) mistakes.Add("TLS_CERT_FILE and TLS_KEY_FILE must be set together.");
        if (certificate is null && key is null)
        {
            if (variable("TLS_PORT") is not null) mistakes.Add("TLS_PORT needs TLS_CERT_FILE and TLS_KEY_FILE.");
            if (http3 is "on") mistakes.Add("FASTCHAT_HTTP3 needs TLS_CERT_FILE and TLS_KEY_FILE.");
        }

        if (http3 is not (null or "on" or "off")) mistakes.Add($"FASTCHAT_HTTP3 must be 'on' or 'off', but is '{http3}'.");
        var defaults = new PortOptions();
        return new PortOptions
        {
            Tls = certificate is null || key is null ? null : new TlsOptions(certificate, key) { Http3 = http3 is "on" },
            TlsPort = Number(variable, "TLS_PORT", 0, 65535, mistakes) ?? defaults.TlsPort,
            H2cPort = Number(variable, "H2C_PORT", 0, 65535, mistakes),
            MaxConnections = Number(variable, "FASTCHAT_MAX_CONNECTIONS", 1, int.MaxValue, mistakes) ?? defaults.MaxConnections,
            StalledReaderTimeout = Number(variable, "FASTCHAT_STALLED_READER_SECONDS", 1, 3600, mistakes) is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.StalledReaderTimeout,
        };
    }

    private static int? Number(Func<string, string?> variable, string name, int least, int most, List<string> mistakes)
    {
        if (variable(name) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        mistakes.Add($"{name} must be {least} to {most}, but is '{text}'.");
        return null;
    }
}
