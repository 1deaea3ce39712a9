namespace Fastchat.Rpc.Http2;

/// <summary>Frames to send, given how many streams the server allows, and what is to come of them.</summary>
internal sealed record Http2Step(Func<int, IEnumerable<byte[]>> Frames, Http2Expectation Expected);
