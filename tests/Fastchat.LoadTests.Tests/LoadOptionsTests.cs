namespace Fastchat.LoadTests;

public sealed class LoadOptionsTests
{
    [Fact]
    public void Parse_ScenariosAndSizes_AreRead()
    {
        var options = LoadOptions.Parse(["unary", "--streams", "10", "--seconds", "0.5", "--runs", "2", "--target", "sse", "--set", "A=b=c"], ["unary", "burst"]);

        Assert.Equal("unary", Assert.Single(options.Scenarios));
        Assert.Equal((10, 0.5, 2), (options.Streams, options.Seconds, options.Runs));
        Assert.Equal("b=c", options.ServerSettings["A"]);
        Assert.True(options.Measures("Fastchat, SSE"));
        Assert.False(options.Measures("Fastchat, gRPC"));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("--streams")]
    [InlineData("--streams", "0")]
    [InlineData("--seconds", "soon")]
    [InlineData("--set", "A")]
    [InlineData("--unknown", "1")]
    public void Parse_WhatMakesNoSense_IsRefused(params string[] arguments) =>
        Assert.Throws<FormatException>(() => LoadOptions.Parse(arguments, ["unary"]));
}
