using Fastchat.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Privacy.Logs;

public sealed class RedactionTests
{
    [Fact]
    public void Log_MessageValuesAndException_AreMasked()
    {
        using var captured = new CapturedLogProvider();
        using var services = new ServiceCollection().AddLogging(l => l.AddProvider(captured).RedactPersonalData()).BuildServiceProvider();
        var logger = services.GetRequiredService<ILogger<RedactionTests>>();

        logger.LogError(
            new InvalidOperationException("no mail to jane.doe@example.com", new FormatException("card 4111 1111 1111 1111")),
            "User {User} of {Count} failed", "jane.doe@example.com", 3);

        var line = Assert.Single(captured.Lines);
        Assert.StartsWith("User [EMAIL] of 3 failed | User=[EMAIL];Count=3;", line, StringComparison.Ordinal);
        Assert.Contains("no mail to [EMAIL]", line, StringComparison.Ordinal);
        Assert.Contains("card [CARD]", line, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", line, StringComparison.Ordinal);
    }

    [Fact]
    public void RedactPersonalData_JsonConsole_StaysJson()
    {
        using var services = new ServiceCollection().AddLogging(l => l.AddJsonConsole().RedactPersonalData()).BuildServiceProvider();

        Assert.IsType<RedactingLoggerProvider>(Assert.Single(services.GetServices<ILoggerProvider>()));
        var console = services.GetRequiredService<Microsoft.Extensions.Logging.Console.ConsoleLoggerProvider>();
        Assert.NotNull(console.CreateLogger("any"));
        Assert.Contains(services.GetServices<Microsoft.Extensions.Logging.Console.ConsoleFormatter>(), f => f.Name == "json");
    }

    [Theory]
    [InlineData("Now listening on http://127.0.0.1:8080")]
    [InlineData("A run failed; its caller was told 0f8fad5bd9cb469fa16570867728950e")]
    [InlineData("Migrated to 012 in 1234 ms at 2026-11-28T10:33:01Z")]
    public void Redact_OrdinaryLine_IsTheSameInstance(string line) => Assert.Same(line, Redactor.Redact(line));
}
