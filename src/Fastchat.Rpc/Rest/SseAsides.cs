using System.Text;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Rest;

/// <summary>The members of a response that are events of their own, each under its name, in place of the response's body.</summary>
internal sealed class SseAsides
{
    private readonly OneofDescriptor _oneof;
    private readonly Dictionary<int, Aside> _members;

    private SseAsides(OneofDescriptor oneof)
    {
        _oneof = oneof;
        _members = oneof.Fields.ToDictionary(f => f.FieldNumber, f => new Aside(Encoding.UTF8.GetBytes($"event: {f.Name}\n"), FieldWriter.For(f)));
    }

    /// <summary>Those of a binding's response.</summary>
    /// <exception cref="FormatException">The response has no such oneof, or its members stand in the body.</exception>
    public static SseAsides Of(RestBinding binding, string name)
    {
        var response = binding.Method.Descriptor.OutputType;
        if (binding.ResponseField is null) throw new FormatException($"{binding.Method.FullName}: named_events needs a response_body, which the other events are.");
        return new SseAsides(response.Oneofs.FirstOrDefault(o => o.Name == name) ?? throw new FormatException($"{binding.Method.FullName}: '{name}' is no oneof of {response.FullName}."));
    }

    /// <summary>The member that is set; null when none is.</summary>
    public Aside? Of(IMessage response) => _oneof.Accessor.GetCaseFieldDescriptor(response) is { } member ? _members[member.FieldNumber] : null;

    /// <summary>An event's first line, and what writes its data.</summary>
    internal sealed record Aside(byte[] Label, FieldWriter Writer);
}
