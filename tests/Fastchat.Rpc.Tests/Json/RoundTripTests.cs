using Fastchat.Rpc.WireTest;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Rpc.Json;

/// <summary>Protobuf → JSON → Protobuf for messages that FsCheck makes up.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void Scalars_AnyValues_AreReadBack() => RoundTrip.Check(
        from text in Generated.Texts
        from small in ArbMap.Default.GeneratorFor<int>()
        from natural in ArbMap.Default.GeneratorFor<uint>()
        from large in ArbMap.Default.GeneratorFor<DoNotSize<long>>()
        from largest in ArbMap.Default.GeneratorFor<DoNotSize<ulong>>()
        from number in Generated.Doubles
        from data in Generated.Bytes
        from role in Gen.Elements(Role.User, Role.Assistant)
        from milliseconds in Gen.Choose(-1_000_000_000, 1_000_000_000)
        from nanos in Gen.Choose(0, 9_999_999)
        from numbers in Gen.ListOf(ArbMap.Default.GeneratorFor<long>())
        from counts in Gen.ListOf(Generated.Texts.Zip(ArbMap.Default.GeneratorFor<int>()))
        from open in Generated.Values(3)
        select new Scalars
        {
            Text = text,
            Flag = small % 2 == 0,
            Small = small,
            Natural = natural,
            Large = large.Item,
            Largest = largest.Item,
            Number = number,
            ShortNumber = (float)number % 1000,
            Data = data,
            Role = role,
            Time = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds)),
            Duration = new Duration { Seconds = Math.Abs(milliseconds), Nanos = nanos * 100 },
            Numbers = { numbers },
            Counts = { Generated.Distinct(counts) },
            Any = open,
            Maybe = text,
        });

    [Fact]
    public void Conversation_AnyUnions_AreReadBack() => RoundTrip.Check(
        from messages in Gen.ListOf(
            from role in Gen.Elements(Role.User, Role.Assistant)
            from content in Gen.OneOf(
                Generated.Texts.Select(t => new Content { Text = t }),
                Gen.ListOf(Parts).Select(p => new Content { Parts = new Parts { Items = { p } } }))
            from extra in Generated.Values(2)
            select new Message { Role = role, Content = content, Rest = new Struct { Fields = { ["extra"] = extra } } })
        select new Conversation { Messages = { messages } });

    [Fact]
    public void Event_AnyMember_IsReadBack() => RoundTrip.Check(
        from sequence in ArbMap.Default.GeneratorFor<long>()
        from text in Generated.Texts
        from parts in Gen.ListOf(Parts)
        from open in Generated.Values(2)
        from e in Gen.Elements(
            new Event { Delta = new TextPart { Text = text } },
            new Event { Picture = new ImagePart { Url = text, Labels = { text } } },
            new Event { Open = new Struct { Fields = { [text] = open } } },
            new Event { Parts = new Parts { Items = { parts } } })
        select new Event(e) { Sequence = sequence });

    private static Gen<Part> Parts =>
        from text in Generated.Texts
        from picture in ArbMap.Default.GeneratorFor<bool>()
        from named in ArbMap.Default.GeneratorFor<bool>()
        select Named(picture ? new Part { Image = new ImagePart { Url = text, Labels = { text } } } : new Part { Text = new TextPart { Text = text } }, named ? text : null);

    private static Part Named(Part part, string? id)
    {
        if (id is not null) part.Id = id;
        return part;
    }
}
