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
        "google.protobuf.FieldMask" => new FieldMaskPlan(),
        "google.protobuf.Empty" => new ObjectPlan(type),
        _ when type.File.Name == "google/protobuf/wrappers.proto" => new NullablePlan(type, type.FindFieldByNumber(1)),
        _ => throw new NotSupportedException($"{type.FullName} has no shaped JSON."),
    };

    private sealed class StructPlan : WellKnownPlan
    {
        public override bool Takes(JsonTokenType token) => token == JsonTokenType.StartObject;

        public override void Write(Utf8JsonWriter json, IMessage message) => OpenJson.Write(json, (Struct)message);

        public override IMessage Read(ref Utf8JsonReader json, IgnoredMembers ignored) => OpenJson.ReadStruct(ref json);
    }

    private sealed class ValuePlan : WellKnownPlan
    {
        public override bool Takes(JsonTokenType token) => true;

        public override void Write(Utf8JsonWriter json, IMessage message) => OpenJson.Write(json, (Value)message);

        public override IMessage Read(ref Utf8JsonReader json, IgnoredMembers ignored) => OpenJson.ReadValue(ref json);
    }

    private sealed class ListPlan : WellKnownPlan
    {
        public override bool Takes(JsonTokenType token) => token == JsonTokenType.StartArray;

        public override void Write(Utf8JsonWriter json, IMessage message) => OpenJson.Write(json, (ListValue)message);

        public override IMessage Read(ref Utf8JsonReader json, IgnoredMembers ignored) =>
            json.TokenType == JsonTokenType.StartArray ? OpenJson.ReadValue(ref json).ListValue : throw new JsonShapeException($"must be a list, but is {json.TokenType.Kind()}");
    }

    private sealed class TimestampPlan : WellKnownPlan
    {
        public override bool Takes(JsonTokenType token) => token == JsonTokenType.String;

        // Three digits even where none is needed, so that text of our clocks, which go no finer, sorts as time does.
        public override void Write(Utf8JsonWriter json, IMessage message)
        {
            var time = (Timestamp)message;
            Span<byte> text = stackalloc byte[32];
            time.ToDateTime().TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.", CultureInfo.InvariantCulture);
            var (fraction, digits) = (time.Nanos % 1_000_000, time.Nanos % 1000) switch
            {
                (0, _) => (time.Nanos / 1_000_000, "D3"),
                (_, 0) => (time.Nanos / 1000, "D6"),
                _ => (time.Nanos, "D9"),
            };
            fraction.TryFormat(text[length..], out var more, digits, CultureInfo.InvariantCulture);
            text[length + more] = (byte)'Z';
            json.WriteStringValue(text[..(length + more + 1)]);
        }

        public override IMessage Read(ref Utf8JsonReader json, IgnoredMembers ignored)
        {
            // The text first: the standard reader throws at lone surrogates.
            if (json.TokenType != JsonTokenType.String || json.Text() is not { } text || !json.TryGetDateTimeOffset(out var time) || !StatesOffset(text))
                throw new JsonShapeException("must be a time as in \"2026-01-31T12:00:00Z\"");
            var timestamp = Timestamp.FromDateTimeOffset(time);
            timestamp.Nanos += BelowTicks(text);
            return timestamp;
        }

        // A DateTimeOffset counts in 100 ns: the last two of nine digits behind the seconds are beyond it.
        private static int BelowTicks(string time)
        {
            const int fraction = 20, ticks = 7;
            var digits = 0;
            while (digits < 9 && fraction + digits < time.Length && char.IsAsciiDigit(time[fraction + digits])) digits++;
            return digits <= ticks || time[fraction - 1] != '.' ? 0 : (time[fraction + ticks] - '0') * 10 + (digits > ticks + 1 ? time[fraction + ticks + 1] - '0' : 0);
        }

        // Without an offset the reader takes the server's own time zone. The date is the first ten characters.
        private static bool StatesOffset(string time) => time.AsSpan(10).ContainsAny('Z', '+', '-');
    }

    // The paths as they are in the proto, and so in the rest of the JSON, not in lowerCamelCase.
    private sealed class FieldMaskPlan : WellKnownPlan
    {
        public override bool Takes(JsonTokenType token) => token == JsonTokenType.String;

        public override void Write(Utf8JsonWriter json, IMessage message) => json.WriteStringValue(string.Join(',', ((FieldMask)message).Paths));

        public override IMessage Read(ref Utf8JsonReader json, IgnoredMembers ignored) => json.TokenType == JsonTokenType.String
            ? new FieldMask { Paths = { json.Text().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) } }
            : throw new JsonShapeException("must be names of fields as in \"name,config.model\"");
    }

    private sealed class DurationPlan : WellKnownPlan
    {
        public override bool Takes(JsonTokenType token) => token == JsonTokenType.String;

        public override void Write(Utf8JsonWriter json, IMessage message)
        {
            var duration = (Duration)message;
            json.WriteStringValue((duration.Seconds + duration.Nanos / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture) + "s");
        }

        public override IMessage Read(ref Utf8JsonReader json, IgnoredMembers ignored) =>
            json.TokenType == JsonTokenType.String && json.Text() is [.. var number, 's']
            && decimal.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(seconds) <= Duration.MaxSeconds
                ? Split(decimal.Round(seconds, 9))
                : throw new JsonShapeException("must be seconds as in \"1.5s\"");

        private static Duration Split(decimal seconds) =>
            new() { Seconds = (long)decimal.Truncate(seconds), Nanos = (int)((seconds - decimal.Truncate(seconds)) * 1_000_000_000) };
    }
}
