using System.Globalization;
using System.Runtime.CompilerServices;
using Fastchat.Rpc.Json;
using Google.Protobuf;

namespace Fastchat.Rpc.Rest;

/// <summary>Where the name and id of an SSE event come from; made once per binding.</summary>
internal sealed class SsePlan
{
    private static readonly ConditionalWeakTable<RestBinding, SsePlan> Plans = [];

    private readonly RestBinding _binding;
    private readonly Func<IMessage, string?>? _name;
    private readonly Func<IMessage, string?>? _id;

    private SsePlan(RestBinding binding)
    {
        _binding = binding;
        if (binding.Stream is { EventName.Length: > 0 } named) _name = Reader(named.EventName);
        if (binding.Stream is { EventId.Length: > 0 } numbered) _id = Reader(numbered.EventId);
    }

    /// <summary>Whether events have names.</summary>
    public bool HasEventNames => _name is not null;

    public static SsePlan For(RestBinding binding) => Plans.GetValue(binding, static b => new SsePlan(b));

    /// <summary>The event's name; null for none.</summary>
    public string? EventName(IMessage response) => _name?.Invoke(_binding.Body(response));

    /// <summary>The event's id; null for none.</summary>
    public string? Id(IMessage response) => _id?.Invoke(_binding.Body(response));

    // The name is a field's value, or the tag of a union whose discriminator it names.
    private Func<IMessage, string?> Reader(string name)
    {
        var type = _binding.BodyType;
        if (JsonPlan.For(type) is ObjectPlan plan && plan.TagReader(name) is { } tag) return tag;
        var field = type.FindFieldByName(name) ?? throw new FormatException($"{_binding.Method.FullName}: '{name}' is no field of {type.FullName}.");
        return message => Convert.ToString(field.Accessor.GetValue(message), CultureInfo.InvariantCulture);
    }
}
