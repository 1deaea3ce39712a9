using Microsoft.Extensions.Logging;

namespace Fastchat.Governance.Privacy.Logs;

/// <summary>Masks the message, the values and the exception of each entry before a logger sees them.</summary>
internal sealed class RedactingLogger(ILogger inner) : ILogger
{
    /// <inheritdoc />
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    /// <inheritdoc />
    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    /// <inheritdoc />
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!inner.IsEnabled(logLevel)) return;
        var message = Redactor.Redact(formatter(state, exception));
        var redacted = exception is null ? null : new RedactedException(exception);
        inner.Log(logLevel, eventId, RedactedState.Of(state, message), redacted, static (values, _) => values.ToString());
    }
}
