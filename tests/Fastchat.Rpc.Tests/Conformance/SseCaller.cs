using System.Text;
using Fastchat.Rpc.WireTest;

namespace Fastchat.Rpc.Conformance;

/// <summary>The REST facade's server-sent events. Source: HTML Living Standard, "Server-sent events".</summary>
internal sealed class SseCaller(string name) : RestCaller(name)
{
    private const string End = "[DONE]";

    // Once events flow, the status has gone out; before that a failure is an ordinary reply.
    public override int? HttpStatus(CaseExpectation expected) => expected.Messages.Count > 0 || expected.Headers.Length > 0 ? 200 : base.HttpStatus(expected);

    protected override bool CanCarry(ConformanceCase @case) => @case is { Method: "server-stream", Frames: null, TimeoutMs: null } && @case.Requests.Count == 1;

    protected override int Count(byte[] body) => Encoding.UTF8.GetString(body).Split("\n\n").Length - 1;

    protected override CaseReply Read(WireReply reply)
    {
        if ((int)reply.Status != 200) return base.Read(reply);
        Assert.Equal("text/event-stream; charset=utf-8", reply.Headers["content-type"]);
        Assert.EndsWith("\n\n", reply.Text, StringComparison.Ordinal);
        var events = reply.Text[..^2].Split("\n\n").Select(ReadData).ToList();
        var parsed = new CaseReply { Wire = reply, Body = reply.Body, Messages = [.. events.SkipLast(1).Select(ReadMessage)] };

        // The last event is the end mark, or the error in its place.
        return events[^1] == End ? parsed : parsed with { Error = RestJson.ReadError(Encoding.UTF8.GetBytes(events[^1]), retryAfter: null) };
    }

    private static ConformanceResponse ReadMessage(string data) => MessageForm.Rest.Read(Encoding.UTF8.GetBytes(data));

    private static string ReadData(string lines)
    {
        Assert.StartsWith("data: ", lines, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', lines);
        return lines["data: ".Length..];
    }
}
