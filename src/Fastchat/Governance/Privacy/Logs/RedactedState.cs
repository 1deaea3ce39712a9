using System.Collections;

namespace Fastchat.Governance.Privacy.Logs;

/// <summary>The values of a log entry, masked. Numbers, times and the like are what they are.</summary>
internal sealed class RedactedState : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly string _message;
    private readonly KeyValuePair<string, object?>[] _values;

    private RedactedState(string message, KeyValuePair<string, object?>[] values)
    {
        _message = message;
        _values = values;
    }

    /// <inheritdoc />
    public int Count => _values.Length;

    /// <inheritdoc />
    public KeyValuePair<string, object?> this[int index] => _values[index];

    /// <summary>Masks the values of a state that has some.</summary>
    public static RedactedState Of<TState>(TState state, string message) => new(
        message, state is IEnumerable<KeyValuePair<string, object?>> values ? [.. values.Select(v => KeyValuePair.Create(v.Key, Redact(v.Value)))] : []);

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.AsEnumerable().GetEnumerator();

    /// <inheritdoc />
    public override string ToString() => _message;

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static object? Redact(object? value) => value switch
    {
        null or bool or char or sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal or Guid or DateTime or DateTimeOffset or TimeSpan or Enum => value,
        string text => Redactor.Redact(text),
        _ => value.ToString() is { } text ? Redactor.Redact(text) : null,
    };
}
