namespace Fastchat.Chat.Context;

public sealed class FollowUpsTests
{
    [Theory]
    [InlineData("And in winter?")]
    [InlineData("and what does a family ticket cost?")]
    [InlineData("What about the northern plains?")]
    [InlineData("Why?")]
    [InlineData("Who wrote it?")]
    [InlineData("How long do they live?")]
    [InlineData("Winter?")]
    [InlineData("Und im Winter?")]
    [InlineData("Et en hiver ?")]
    [InlineData("¿Y en invierno?")]
    [InlineData("Was hält man davon?")]
    public void IsOne_LeansOnTheQuestionBefore_IsTrue(string question) => Assert.True(FollowUps.IsOne(question));

    [Theory]
    [InlineData("Where do zebras live?")]
    [InlineData("What is the capital of Australia?")]
    [InlineData("How tall is the lighthouse?")]
    [InlineData("Opening hours in winter")]
    [InlineData("Wie hoch ist der Leuchtturm in Metern?")]
    [InlineData("What does this contract say about the notice period for tenants?")]
    public void IsOne_StandsAlone_IsFalse(string question) => Assert.False(FollowUps.IsOne(question));
}
