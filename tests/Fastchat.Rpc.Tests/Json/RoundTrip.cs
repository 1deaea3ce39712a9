using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;

namespace Fastchat.Rpc.Json;

internal static class RoundTrip
{
    /// <summary>Checks that messages come back from their JSON, and that this is JSON to a strict reader too.</summary>
    public static void Check<T>(Gen<T> messages) where T : class, IMessage<T>, new() => Prop.ForAll(messages.ToArbitrary(), message =>
    {
        var json = ShapedJson.Format(message);
        JsonElement.Parse(json);
        Assert.Equal(message, Shaped.Read<T>(json));
    }).QuickCheckThrowOnFailure();
}
