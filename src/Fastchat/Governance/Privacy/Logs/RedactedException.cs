namespace Fastchat.Governance.Privacy.Logs;

/// <summary>An exception as a log may show it: its words and its trace, masked. Its message may repeat what somebody wrote.</summary>
internal sealed class RedactedException(Exception exception) : Exception(Redactor.Redact(exception.Message))
{
    /// <inheritdoc />
    public override string? StackTrace => exception.StackTrace;

    /// <inheritdoc />
    public override string ToString() => Redactor.Redact(exception.ToString());
}
