using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;

namespace Fastchat.Chat.Conversations;

public sealed class ThreadShapesTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(10, true)]
    [InlineData(0, false)]
    [InlineData(11, false)]
    public void Item_OfParts_HasOneToTen(int count, bool isTaken)
    {
        var content = new ThreadContentInputs { Parts = { Enumerable.Range(0, count).Select(_ => new ThreadContentInput { Text = new ThreadTextInput { Text = "a" } }) } };

        if (isTaken) Assert.Equal(count, ThreadShapes.ToItem("user", content, "content").Message.Parts.Parts.Count);
        else Assert.Equal("content", Assert.Throws<FastchatException>(() => ThreadShapes.ToItem("user", content, "content")).Param);
    }

    [Fact]
    public void Message_OfAnAnswer_TellsCitationsAndRefusalsAndLeavesFilesOut()
    {
        var item = new ResponseItem
        {
            Message = new MessageItem
            {
                Id = "msg_1",
                Role = "assistant",
                Status = "incomplete",
                Parts = new ItemContentList
                {
                    Parts =
                    {
                        new ItemContent { OutputText = new OutputText { Text = "Words.", Annotations = { new Annotation { FileId = "file-1", Index = 6 } } } },
                        new ItemContent { Refusal = new OutputRefusal { Refusal = "No." } },
                        new ItemContent { InputFile = new InputFile { FileId = "file-1" } },
                    },
                },
            },
        };

        var message = ThreadShapes.ToMessage("thread_1", new ConversationItem(1, item, TestConversations.NoNotes, DateTimeOffset.UnixEpoch));

        Assert.Equal(["Words.", "No."], message.Content.Select(c => c.Text?.Text.Value ?? c.Refusal.Refusal));
        Assert.Equal(new ThreadAnnotation { Type = "file_citation", StartIndex = 6, EndIndex = 6, FileCitation = new ThreadFileCitation { FileId = "file-1" } }, message.Content[0].Text.Text.Annotations[0]);
        Assert.Equal(("incomplete", false), (message.Status, message.HasCompletedAt));
    }
}
