using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Rpc.Json;

/// <summary>Messages of google.protobuf that have a JSON form of their own. Source: Protobuf's "ProtoJSON Format".</summary>
internal abstract class WellKnownPlan : JsonPlan
{
    public static new JsonPlan For(MessageDescriptor type) => type.FullName switch
    {
        "google.protobuf.Struct" => new StructPlan(),
        "google.protobuf.Value" => new ValuePlan(),
        "google.protobuf.ListValue" => new ListPlan(),
        "google.protobuf.Timestamp" => new TimestampPlan(),
        "google.protobuf.Duration" => new DurationPlan(),
        "google.protobuf.Empty" => new ObjectPlan(type),
        _ => throw new NotSupportedException($"{type.FullName} has no shaped JSON."),
    };

    private sealed class StructPlan : WellKnownPlan
    {
        public override bool Takes(JsonTokenType token) => token == JsonTokenType.StartObject;

        public override void Write(Utf8JsonWriter json, IMessage message) => OpenJson.Write(json, (Struct)message);

        public override IMessage Read(ref Utf8JsonReader json) => OpenJson.ReadStruct(ref json);
    }

    private sealed class ValuePlan : WellKnownPlan
    {
        public override bool Takes(JsonTokenType token) => true;

        public override void Write(Utf8JsonWriter json, IMessage message) => OpenJson.Write(json, (Value)message);

        public override IMessage Read(ref Utf8JsonReader json) => OpenJson.ReadValue(ref json);
    }

    private sealed class ListPlan : WellKnownPlan
    {
        public override bool Takes(JsonTokenType token) => token == JsonTokenType.StartArray;

        public override void Write(Utf8JsonWriter json, IMessage message) => OpenJson.Write(json, (ListValue)message);

        public override IMessage Read(ref Utf8JsonReader json) =>
            json.TokenType == JsonTokenType.StartArray ? OpenJson.ReadValue(ref json).ListValue : throw new JsonShapeException("must be a list");
    }

    private sealed class TimestampPlan : WellKnownPlan
    {
        public override bool Takes(JsonTokenType token) => token == JsonTokenType.String;

        // Milliseconds are as fine as our clocks; a fixed width keeps the text sortable.
        public override void Write(Utf8JsonWriter json, IMessage message)
        {
            Span<byte> text = stackalloc byte[32];
            ((Timestamp)message).ToDateTime().TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            json.WriteStringValue(text[..length]);
        }

        public override IMessage Read(ref Utf8JsonReader json) =>
            json.TokenType == JsonTokenType.String && json.TryGetDateTimeOffset(out var time) && StatesOffset(json.Text())
                ? Timestamp.FromDateTimeOffset(time)
                : throw new JsonShapeException("must be a time as in \"2026-01-31T12:00:00Z\"");

        // Without an offset the reader takes the server's own time zone. The date is the first ten characters.
        private static bool StatesOffset(string time) => time.AsSpan(10).ContainsAny('Z', '+', '-');
    }

    private sealed class DurationPlan : WellKnownPlan
    {
        public override bool Takes(JsonTokenType token) => token == JsonTokenType.String;

        public override void Write(Utf8JsonWriter json, IMessage message)
        {
            var duration = (Duration)message;
            json.WriteStringValue((duration.Seconds + duration.Nanos / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture) + "s");
        }

        public override IMessage Read(ref Utf8JsonReader json) =>
            json.TokenType == JsonTokenType.String && json.Text() is [.. var number, 's']
            && decimal.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(seconds) <= Duration.MaxSeconds
                ? Split(decimal.Round(seconds, 9))
                : throw new JsonShapeException("must be seconds as in \"1.5s\"");

        private static Duration Split(decimal seconds) =>
            new() { Seconds = (long)decimal.Truncate(seconds), Nanos = (int)((seconds - decimal.Truncate(seconds)) * 1_000_000_000) };
    }
}
