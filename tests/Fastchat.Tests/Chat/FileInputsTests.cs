using System.Text;
using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat;

public sealed class FileInputsTests : IAsyncLifetime
{
    private TestRooms _rooms = null!;
    private FileInputs _inputs = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rooms = await TestRooms.OpenAsync();
        _inputs = new FileInputs(_rooms.Files);
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task Inline_OwnFile_IsPutInWithItsName()
    {
        var file = await _rooms.UploadAsync("notes.txt", "Zebras live in Africa.");
        var parameters = Naming(file.Id);

        await _inputs.InlineAsync(_rooms.Tenant, parameters, 0, Ct);

        var part = parameters.Messages[0].Parts.Parts[1].File.File;
        Assert.Equal("notes.txt", part.Fields["filename"].StringValue);
        Assert.Equal($"data:text/plain;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes("Zebras live in Africa."))}", part.Fields["file_data"].StringValue);
        Assert.False(part.Fields.ContainsKey("file_id"));
    }

    [Fact]
    public async Task Inline_FileOfAnotherTenant_AnswersLikeOneThatIsNotThere()
    {
        var file = await _rooms.UploadAsync("notes.txt", "x");
        var missing = Ids.New(Ids.File, _rooms.OtherTenant, _rooms.Clock);

        var other = await Assert.ThrowsAsync<FastchatException>(() => _inputs.InlineAsync(_rooms.OtherTenant, Naming(file.Id), 0, Ct));
        var none = await Assert.ThrowsAsync<FastchatException>(() => _inputs.InlineAsync(_rooms.OtherTenant, Naming(missing), 0, Ct));

        Assert.Equal((ErrorReason.FileNotFound, "messages[0].content[1].file.file_id"), (other.Reason, other.Param));
        Assert.Equal((none.Reason, none.Param, none.Message), (other.Reason, other.Param, other.Message.Replace(file.Id, missing, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Inline_MoreThanMakesSense_IsRefusedByName()
    {
        var file = await _rooms.UploadAsync("big.txt", new string('x', 6 * 1024 * 1024));
        var parameters = Naming(file.Id);
        for (var i = 0; i < 2; i++) parameters.Messages.Add(Naming(file.Id).Messages[0]);

        var refusal = await Assert.ThrowsAsync<FastchatException>(() => _inputs.InlineAsync(_rooms.Tenant, parameters, 0, Ct));

        Assert.Equal((ErrorReason.InvalidValue, "messages[2].content[1].file.file_id"), (refusal.Reason, refusal.Param));
    }

    private static ChatCompletionParams Naming(string id) => new()
    {
        Messages =
        {
            new ChatMessage
            {
                Role = ChatRole.User,
                Parts = new ContentParts
                {
                    Parts =
                    {
                        new ContentPart { Text = new TextPart { Text = "What is in it?" } },
                        new ContentPart { File = new FilePart { File = new Struct { Fields = { ["file_id"] = Value.ForString(id) } } } },
                    },
                },
            },
        },
    };
}
