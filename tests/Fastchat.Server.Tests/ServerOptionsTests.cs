using System.Net;
using Fastchat.Governance.Encryption;
using Fastchat.Rpc;
using Microsoft.Extensions.Logging;

namespace Fastchat.Server;

public sealed class ServerOptionsTests
{
    [Fact]
    public void Read_NothingSet_GivesTheDefaults()
    {
        var options = Read();

        Assert.Equal(
            (8080, IPAddress.Loopback, ".fastchat", null, null, false, LogLevel.Information),
            (options.Port, options.Host, options.DataFolder, options.ApiKey, options.AdminKey, options.JsonLogs, options.LogLevel));
        Assert.Null(options.Upstream);
        Assert.Equal(["*"], options.CorsOrigins);
        Assert.Equal(new PortOptions { Tls = null, TlsPort = 8443, H2cPort = null, MaxConnections = 10_000 }, options.Ports);
    }

    [Fact]
    public void Read_EverythingSet_IsTaken()
    {
        var options = Read(
            ("PORT", "9000"), ("FASTCHAT_HOST", "0.0.0.0"), ("DATA_DIR", "/srv/data"), ("FASTCHAT_API_KEY", " tenant-key-of-16+ "), ("FASTCHAT_ADMIN_KEY", "operator-key-of-16+"),
            ("FASTCHAT_UPSTREAM_URL", "http://gateway:4000"), ("FASTCHAT_UPSTREAM_KEY", "sk-1"), ("FASTCHAT_UPSTREAM_MODELS", "mock-*, openai/*"),
            ("FASTCHAT_LOG_FORMAT", "json"), ("FASTCHAT_LOG_LEVEL", "error"), ("FASTCHAT_CORS_ORIGINS", "https://a.example, https://b.example"));

        Assert.Equal(
            (9000, IPAddress.Any, "/srv/data", "tenant-key-of-16+", "operator-key-of-16+", true, LogLevel.Error),
            (options.Port, options.Host, options.DataFolder, options.ApiKey, options.AdminKey, options.JsonLogs, options.LogLevel));
        Assert.Equal("http://gateway:4000/v1/", options.Upstream!.BaseAddress.AbsoluteUri);
        Assert.Equal(["mock-*", "openai/*"], options.Upstream.Patterns);
        Assert.Equal(["https://a.example", "https://b.example"], options.CorsOrigins);
    }

    [Fact]
    public void Read_Ports_AreTaken()
    {
        var ports = Read(
            ("TLS_CERT_FILE", "/etc/tls/chain.pem"), ("TLS_KEY_FILE", "/etc/tls/key.pem"), ("TLS_PORT", "443"), ("H2C_PORT", "0"), ("FASTCHAT_HTTP3", "on"),
            ("FASTCHAT_MAX_CONNECTIONS", "500"), ("FASTCHAT_STALLED_READER_SECONDS", "30")).Ports;

        Assert.Equal(
            new PortOptions { Tls = new TlsOptions("/etc/tls/chain.pem", "/etc/tls/key.pem") { Http3 = true }, TlsPort = 443, H2cPort = 0, MaxConnections = 500, StalledReaderTimeout = TimeSpan.FromSeconds(30) },
            ports);
    }

    [Fact]
    public void Read_FileOfModels_IsTakenAndItsMistakesAreToldWithTheOthers()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "models.yaml");
        File.WriteAllText(path, "providers: {east: {base_url: https://east, api_key_env: EAST_KEY}}\nmodels: {a: {targets: [{provider: gateway, model: x}]}}");
        Assert.Equal(path, Read(("FASTCHAT_MODELS", path), ("FASTCHAT_UPSTREAM_URL", "http://gateway"), ("EAST_KEY", "sk-east")).Models!.Path);

        var wrong = Assert.Throws<FormatException>(() => Read(("FASTCHAT_MODELS", path), ("PORT", "x")));

        Assert.Contains($"FASTCHAT_MODELS is wrong: {path}:1: providers.east.api_key_env names the variable EAST_KEY, which is not set.", wrong.Message, StringComparison.Ordinal);
        Assert.Contains($"{path}:2: models.a.targets[0].provider names 'gateway', but there is no such provider", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("PORT must be", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PricesAndRegion_AreTaken()
    {
        var options = Read(("FASTCHAT_MODEL_PRICES", "gpt-4o=2.5/10"), ("FASTCHAT_REGION_HEADER", "cf-ipcountry"));

        Assert.Equal((10m, "cf-ipcountry"), (options.Prices.Of("gpt-4o").Completion, options.Policies.RegionHeader));
    }

    [Fact]
    public void Read_Caches_AreTakenInMegabytes()
    {
        var caches = Read(("FASTCHAT_EMBEDDING_CACHE_MB", "0"), ("FASTCHAT_RESPONSE_CACHE_MB", "2")).Caches;

        Assert.Equal((0L, 2L * 1024 * 1024), (caches.EmbeddingBytes, caches.ResponseBytes));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("8760", 8760)]
    [InlineData("0", null)]
    [InlineData("8761", null)]
    [InlineData("a day", null)]
    public void Read_HoursOfEvents_AreTakenOrRefused(string text, int? hours)
    {
        if (hours is { } number) Assert.Equal(TimeSpan.FromHours(number), Read(("FASTCHAT_RUN_EVENTS_HOURS", text)).Runs.EventsKept);
        else Assert.StartsWith("FASTCHAT_RUN_EVENTS_HOURS must be 1 to 8760", Assert.Throws<FormatException>(() => Read(("FASTCHAT_RUN_EVENTS_HOURS", text))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ScriptsAndCachesThatAreWrong_AreToldWithTheirLines()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "bot.yaml"), "model: bot\nrules:\n- say: '${nobody}'\n  split: never\n");

        var mistakes = Assert.Throws<FormatException>(() => Read(("FASTCHAT_SCRIPTS", folder.Path), ("FASTCHAT_EMBEDDING_CACHE_MB", "-1"))).Message;

        Assert.Contains("FASTCHAT_SCRIPTS is wrong: bot.yaml:3: There is no 'nobody'", mistakes, StringComparison.Ordinal);
        Assert.Contains("FASTCHAT_SCRIPTS is wrong: bot.yaml:4: split must be", mistakes, StringComparison.Ordinal);
        Assert.Contains("FASTCHAT_EMBEDDING_CACHE_MB must be 0 to 65536, but is '-1'.", mistakes, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ToolsThatAreWrong_AreToldWithTheirLinesAndWithoutSecrets()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "tools.yml");
        File.WriteAllText(path, "tools:\n  near: {description: d, url: 'http://127.0.0.1/', headers: {A: '${KEY}'}}\n");
        var near = Assert.Throws<FormatException>(() => Read(("FASTCHAT_TOOLS", path), ("KEY", "a-secret-value"))).Message;
        File.WriteAllText(path, "limits: {rounds: 99}\ntools:\n  t: {description: d, url: 'https://a.example/', headers: {A: '${NOBODY}'}}\n");
        var wrong = Assert.Throws<FormatException>(() => Read(("FASTCHAT_TOOLS", path), ("PORT", "x"))).Message;

        Assert.Contains($"FASTCHAT_TOOLS is wrong: {path}:2: tools.near: The server may not call the address in url: it is not public. Only with allow_private_addresses", near, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret-value", near, StringComparison.Ordinal);
        Assert.Contains($"FASTCHAT_TOOLS is wrong: {path}:1: limits.rounds must be 1 to 64, but is 99.", wrong, StringComparison.Ordinal);
        Assert.Contains($"FASTCHAT_TOOLS is wrong: {path}:3: tools.t.headers.A names the variable NOBODY, which is not set.", wrong, StringComparison.Ordinal);
        Assert.Contains("PORT must be", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AuditKeyThatIsNone_IsRefusedWithoutRepeatingIt()
    {
        var e = Assert.Throws<FormatException>(() => Read(("FASTCHAT_AUDIT_KEY", "not-a-key-at-all")));

        Assert.StartsWith("FASTCHAT_AUDIT_KEY is wrong: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-key-at-all", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EncryptionKeys_WrapWithTheFirstAndOpenWithAll()
    {
        var (current, other) = (KeyEncryptionKey.Generate(), KeyEncryptionKey.Generate());

        var wrapper = Read(("FASTCHAT_ENCRYPTION_KEY", current), ("FASTCHAT_ENCRYPTION_OTHER_KEYS", $"{other}, {KeyEncryptionKey.Generate()}")).Encryption!;

        Assert.Equal(KeyEncryptionKey.TryParse(current)!.Id, wrapper.KeyId);
        Assert.True(wrapper.Opens(KeyEncryptionKey.TryParse(other)!.Id));
    }

    [Theory]
    [InlineData("c2hvcnQtc2VjcmV0", null, "FASTCHAT_ENCRYPTION_KEY must")]
    [InlineData(null, "c2hvcnQtc2VjcmV0", "FASTCHAT_ENCRYPTION_OTHER_KEYS needs")]
    [InlineData("c2hvcnQtc2VjcmV0", "c2hvcnQtc2VjcmV0,", "Each key of FASTCHAT_ENCRYPTION_OTHER_KEYS must")]
    public void Read_WrongEncryptionKeys_NamesTheVariableAndNotTheKey(string? key, string? others, string said)
    {
        var e = Assert.Throws<FormatException>(() => Read(("FASTCHAT_ENCRYPTION_KEY", key ?? ""), ("FASTCHAT_ENCRYPTION_OTHER_KEYS", others ?? "")));

        Assert.Contains(said, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQtc2VjcmV0", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyMistakes_ListsAllAtOnce()
    {
        var e = Assert.Throws<FormatException>(() => Read(
            ("PORT", "80800"), ("FASTCHAT_HOST", "localhost"), ("FASTCHAT_API_KEY", "short"), ("FASTCHAT_ADMIN_KEY", "with a blank in it"),
            ("FASTCHAT_UPSTREAM_URL", "gateway"), ("FASTCHAT_MODEL_PRICES", "gpt-4o"), ("FASTCHAT_REGION_HEADER", "a header"), ("FASTCHAT_LOG_FORMAT", "xml"), ("FASTCHAT_LOG_LEVEL", "loud")));

        var lines = e.Message.Split(Environment.NewLine);
        Assert.Equal(
            ["PORT", "FASTCHAT_HOST", "FASTCHAT_API_KEY", "FASTCHAT_ADMIN_KEY", "FASTCHAT_UPSTREAM_URL", "FASTCHAT_MODEL_PRICES", "FASTCHAT_REGION_HEADER", "FASTCHAT_LOG_FORMAT", "FASTCHAT_LOG_LEVEL"],
            lines.Select(l => l.Split(' ')[0]));
    }

    [Theory]
    [InlineData("PORT", "65536")]
    [InlineData("PORT", "-1")]
    [InlineData("PORT", "http")]
    [InlineData("TLS_CERT_FILE", "chain.pem")]
    [InlineData("TLS_KEY_FILE", "key.pem")]
    [InlineData("TLS_PORT", "8443")]
    [InlineData("H2C_PORT", "65536")]
    [InlineData("FASTCHAT_HTTP3", "on")]
    [InlineData("FASTCHAT_HTTP3", "yes")]
    [InlineData("FASTCHAT_MAX_CONNECTIONS", "0")]
    [InlineData("FASTCHAT_UPSTREAM_KEY", "sk-1")]
    [InlineData("FASTCHAT_CORS_ORIGINS", "chat.example.com")]
    [InlineData("FASTCHAT_CORS_ORIGINS", "https://chat.example.com, https://chat.example.com/")]
    [InlineData("FASTCHAT_UPSTREAM_MODELS", "mock-*")]
    [InlineData("FASTCHAT_API_KEY", "fifteen-letters")]
    [InlineData("FASTCHAT_API_KEY", "kéy-of-many-letters")]
    public void Read_OneMistake_NamesTheVariable(string name, string value) =>
        Assert.Contains(name, Assert.Throws<FormatException>(() => Read((name, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_SameKeyTwice_IsRefused() => Assert.Contains(
        "must differ", Assert.Throws<FormatException>(() => Read(("FASTCHAT_API_KEY", "the-very-same-key"), ("FASTCHAT_ADMIN_KEY", "the-very-same-key"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_MistakenKey_IsNotRepeated() => Assert.DoesNotContain(
        "hush-hush", Assert.Throws<FormatException>(() => Read(("FASTCHAT_API_KEY", "hush-hush"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Read_BlankValue_CountsAsNotSet(string value) =>
        Assert.Equal(8080, Read(("PORT", value), ("FASTCHAT_API_KEY", value), ("FASTCHAT_UPSTREAM_URL", value)).Port);

    private static ServerOptions Read(params (string Name, string Value)[] variables) =>
        ServerOptions.Read(name => variables.FirstOrDefault(v => v.Name == name).Value);
}
