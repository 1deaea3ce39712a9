using System.Buffers;
using System.Text;
using System.Text.Json;
using Fastchat.Rpc.Json;
using Google.Protobuf;

namespace Fastchat.Rpc.Rest;

/// <summary>
/// How a response message becomes an event: where its name and id come from, and the bytes around its data. Made once per
/// binding; writing an event allocates nothing. Source: HTML Living Standard, "Server-sent events".
/// </summary>
internal sealed class SsePlan
{
    private readonly RestBinding _binding;
    private readonly Func<IMessage, string?>? _tag;
    private readonly SseField? _name;
    private readonly SseField? _id;
    private readonly SseAsides? _asides;

    /// <exception cref="FormatException">What the options name for an event's name or id is none.</exception>
    public SsePlan(RestBinding binding)
    {
        _binding = binding;
        End = binding.Stream is { End.Length: > 0 } ended ? Encoding.UTF8.GetBytes($"data: {ended.End}\n\n") : [];
        if (binding.Stream is { EventId.Length: > 0 } numbered) _id = Field(numbered.EventId);
        if (binding.Stream is { NamedEvents.Length: > 0 } aside) _asides = SseAsides.Of(binding, aside.NamedEvents);
        if (binding.Stream is not { EventName.Length: > 0 } named) return;
        if (JsonPlan.For(binding.BodyType) is ObjectPlan plan && plan.TagReader(named.EventName) is { } tag) _tag = tag;
        else _name = Field(named.EventName);
    }

    /// <summary>Whether events have names.</summary>
    public bool HasEventNames => _tag is not null || _name is not null;

    /// <summary>Whether events have ids.</summary>
    public bool HasIds => _id is not null;

    /// <summary>What ends a stream that went well; empty for nothing.</summary>
    public byte[] End { get; }

    /// <summary>Writes an event.</summary>
    public void Write(IMessage response, IBufferWriter<byte> output, Utf8JsonWriter json)
    {
        var aside = _asides?.Of(response);
        if (aside is not null) output.Write(aside.Label);
        else if (_id is not null || HasEventNames) WriteLabels(_binding.Body(response), output);
        output.Write("data: "u8);
        json.Reset(output);
        if (aside is not null) aside.Writer.WriteValue(json, response);
        else _binding.WriteResponse(json, response);
        json.Flush();
        output.Write("\n\n"u8);
    }

    private void WriteLabels(IMessage body, IBufferWriter<byte> output)
    {
        if (_id is not null) WriteLine("id: "u8, _id, body, output);
        if (_name is not null) WriteLine("event: "u8, _name, body, output);
        if (_tag?.Invoke(body) is not { } tag) return;
        output.Write("event: "u8);
        Encoding.UTF8.GetBytes(tag, output);
        output.Write("\n"u8);
    }

    private static void WriteLine(ReadOnlySpan<byte> label, SseField field, IMessage body, IBufferWriter<byte> output)
    {
        output.Write(label);
        field.Write(body, output);
        output.Write("\n"u8);
    }

    private SseField Field(string name) =>
        SseField.For(_binding.BodyType.FindFieldByName(name) ?? throw new FormatException($"{_binding.Method.FullName}: '{name}' is no field of {_binding.BodyType.FullName}."));
}
