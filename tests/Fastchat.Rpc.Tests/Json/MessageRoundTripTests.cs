using System.Collections;
using System.Reflection;
using System.Text.Json;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Rpc.Framing;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fastchat.Rpc.Json;

/// <summary>Protobuf → JSON → Protobuf for every message of the contracts and of the test services, in both kinds of JSON.</summary>
public sealed class MessageRoundTripTests
{
    private static readonly int Runs = Environment.GetEnvironmentVariable("FASTCHAT_EXPERIMENTS") == "1" ? 1000 : 20;

    private static readonly Dictionary<string, MessageDescriptor> Types = new[] { typeof(ChatEvent).Assembly, typeof(WireTest.Scalars).Assembly }
        .SelectMany(a => a.GetTypes())
        .Select(t => t.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
        .OfType<FileDescriptor>()
        .Where(f => f.Package.StartsWith("fastchat.", StringComparison.Ordinal))
        .SelectMany(f => f.MessageTypes)
        .ToDictionary(t => t.FullName);

    public static TheoryData<string> Messages => [.. Types.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void ShapedJson_AnyMessage_IsReadBack(string type) => Check(type, shaped: true, message =>
    {
        var json = ShapedJson.Format(message);
        JsonElement.Parse(json);
        Assert.Equal(message, ShapedJson.Read(System.Text.Encoding.UTF8.GetBytes(json), message.Descriptor, 100));
    });

    [Theory]
    [MemberData(nameof(Messages))]
    public void ProtoJson_AnyMessage_IsReadBack(string type) => Check(type, shaped: false, message =>
    {
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        ProtoJsonCodec.Instance.Write(message, json);
        Assert.Equal(message, ProtoJsonCodec.Instance.Read(new System.Buffers.ReadOnlySequence<byte>(json.WrittenMemory), message.Descriptor));
    });

    // What the round trips are worth: nothing in a message that the generator never sets.
    [Theory]
    [MemberData(nameof(Messages))]
    public void Generator_EveryFieldAndEnumValue_IsReached(string type)
    {
        var missing = Wanted(Types[type]).ToHashSet();
        foreach (var message in new GeneratedMessages(shaped: true).Of(Types[type]).Sample(400, 30)) missing.ExceptWith(Reached(message));

        Assert.Empty(missing);
    }

    [Fact]
    public void Shapeless_AreTheseFieldsAlone() => Assert.Equal(
        [
            "fastchat.admin.v1.ExportUsageResponse.content_type",
            "fastchat.admin.v1.ExportUsageResponse.data",
            "fastchat.admin.v1.ExportUsageResponse.filename",
            "fastchat.files.v1.FileHeader.content_type",
            "fastchat.files.v1.FileHeader.filename",
            "fastchat.files.v1.UploadFileRequest.data",
            "fastchat.openai.v1.CreateFileRequest.content_type",
            "fastchat.openai.v1.CreateFileRequest.data",
            "fastchat.openai.v1.CreateFileRequest.filename",
            "fastchat.openai.v1.CreateUploadPartRequest.data",
            "fastchat.openai.v1.GetFileContentResponse.content_type",
            "fastchat.openai.v1.GetFileContentResponse.data",
            "fastchat.openai.v1.GetFileContentResponse.filename",
            "fastchat.openai.v1.GetFileContentResponse.size_bytes",
            "fastchat.wiretest.openapi.v1.Thing.secret",
            "fastchat.wiretest.v1.Absences.secret",
            "fastchat.wiretest.v1.DownloadResponse.content_type",
            "fastchat.wiretest.v1.DownloadResponse.data",
            "fastchat.wiretest.v1.DownloadResponse.filename",
            "fastchat.wiretest.v1.DownloadResponse.length",
            "fastchat.wiretest.v1.RouteRequest.secret",
            "fastchat.wiretest.v1.UploadHeader.content_type",
            "fastchat.wiretest.v1.UploadHeader.filename",
            "fastchat.wiretest.v1.UploadRequest.data",
        ],
        Types.Values.SelectMany(t => t.Fields.InDeclarationOrder()).Where(GeneratedMessages.IsShapeless).Select(f => f.FullName).Order(StringComparer.Ordinal));

    private static void Check(string type, bool shaped, Action<IMessage> check) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(Runs).WithQuietOnSuccess(true), Prop.ForAll(new GeneratedMessages(shaped).Of(Types[type]).ToArbitrary(), check));

    private static IEnumerable<string> Wanted(MessageDescriptor type) =>
        from field in type.Fields.InDeclarationOrder()
        where !GeneratedMessages.IsShapeless(field)
        from value in field is { FieldType: FieldType.Enum } ? field.EnumType.Values.Select(v => v.Number).Where(n => n != 0) : [-1]
        select value < 0 ? field.Name : $"{field.Name}={value}";

    private static IEnumerable<string> Reached(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (field.FieldType == FieldType.Enum)
            {
                foreach (var number in field.IsRepeated ? ((IList)value).Cast<object>() : [value]) yield return $"{field.Name}={(int)number}";
            }
            else if (value switch { null => false, ICollection many => many.Count > 0, IMessage => true, ByteString bytes => !bytes.IsEmpty, string text => text.Length > 0, _ => !value.Equals(Activator.CreateInstance(value.GetType())) })
            {
                yield return field.Name;
            }
        }
    }
}
