using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Privacy.Logs;

/// <summary>A provider of loggers that get only what holds no personal data.</summary>
internal sealed class RedactingLoggerProvider(ILoggerProvider inner, bool ownsInner) : ILoggerProvider, ISupportExternalScope
{
    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new RedactingLogger(inner.CreateLogger(categoryName));

    /// <inheritdoc />
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    /// <inheritdoc />
    public void Dispose()
    {
        if (ownsInner) inner.Dispose();
    }
}
