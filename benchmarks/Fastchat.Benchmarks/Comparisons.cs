using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Fastchat.Benchmarks.Targets;
using Fastchat.Benchmarks.V1;
using Fastchat.Contracts.Chat.V1;
using Google.Protobuf;

namespace Fastchat.Benchmarks;

/// <summary>Everything that is measured.</summary>
internal static class Comparisons
{
    private const int Streams = 10;
    private const string Grpc = "application/grpc";
    private const string Json = "application/json";
    private const string EchoJson = """{"text":"What does the contract say about delays?","number":7,"tags":["a","b","c"]}""";
    private const string ChunkEvent = "data: {\"id\":\"chatcmpl-0193f5c27e1a7c3b9a553d0e8f6b1c27\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,\"model\":\"scripted\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" streaming\"},\"finish_reason\":null}]}\n\n";

    public static readonly IReadOnlyList<Comparison> All = [Stream(), Unary(), RestUnary(), Sse(), Paced(), ProductGrpc(), ProductSse(), Authenticated()];

    private static Comparison Stream()
    {
        const int each = 400_000;
        var frame = Frame(BenchHandler.Token);
        return new("stream", "The wire: server streaming over gRPC, messages of 54 bytes, ten streams as fast as they can", each * Streams, "message",
            new("Fastchat.Rpc", "wire", new("/fastchat.bench.v1.BenchService/Stream", Grpc, Frame(new StreamRequest { Count = each }), Streams, 1, Streams, (long)frame.Length * each * Streams)),
            Raw("raw Kestrel, flush each", frame, each, each: true),
            Raw("raw Kestrel, flush at 16 KB", frame, each, each: false));
    }

    private static Comparison Unary()
    {
        const int count = 300_000;
        var frame = Frame(new EchoRequest { Text = "What does the contract say about delays?", Number = 7 });
        return new("unary", "The wire: unary calls over gRPC, 50 bytes each way, 4 connections with 50 calls at once", count, "request",
            new("Fastchat.Rpc", "wire", new("/fastchat.bench.v1.BenchService/Echo", Grpc, frame, count, 4, 50, (long)frame.Length * count)),
            new("raw Kestrel, POST without trailers", "raw", new("/echo", Grpc, frame, count, 4, 50, (long)frame.Length * count)),
            new("raw Kestrel, POST with trailers", "raw", new("/echo?trailers", Grpc, frame, count, 4, 50, (long)frame.Length * count)));
    }

    private static Comparison RestUnary()
    {
        const int count = 200_000;
        var body = Encoding.UTF8.GetBytes(EchoJson);
        return new("rest", "The wire: JSON over HTTP/1.1, 81 bytes each way, 32 connections", count, "request",
            new("Fastchat.Rpc, transcoded", "wire", new("/bench/echo", Json, body, count, 32, 1, (long)body.Length * count) { Http1 = true }),
            new("minimal API, source-generated JSON", "minimal", new("/bench/echo", Json, body, count, 32, 1, (long)body.Length * count) { Http1 = true }));
    }

    private static Comparison Sse()
    {
        const int each = 200_000;
        var sample = Encoding.UTF8.GetBytes(ChunkEvent);
        return new("sse", $"The wire: chat completion chunks as server-sent events of {sample.Length} bytes over HTTP/1.1, ten streams", each * Streams, "event",
            new("Fastchat.Rpc, transcoded", "wire", new("/v1/chat/completions", Json, Encoding.UTF8.GetBytes($$"""{"model":"m","stream":true,"max_tokens":{{each}},"messages":[]}"""), Streams, Streams, 1, (long)sample.Length * each * Streams) { Http1 = true }),
            RawHttp1("raw Kestrel, flush each", sample, each, each: true),
            RawHttp1("raw Kestrel, flush at 16 KB", sample, each, each: false));
    }

    private static Comparison Paced()
    {
        const int streams = 200;
        const int each = 300;
        var frame = Frame(BenchHandler.Token);
        return new("paced", "The wire: 200 streams on 4 connections, a message each 10 ms", each * streams, "message",
            new("Fastchat.Rpc", "wire", new("/fastchat.bench.v1.BenchService/Stream", Grpc, Frame(new StreamRequest { Count = each, Interval = 10 }), streams, 4, streams / 4, (long)frame.Length * each * streams)),
            new("raw Kestrel, flush each", "raw", new(Query(each, 10, each: true), Grpc, frame, streams, 4, streams / 4, (long)frame.Length * each * streams)));
    }

    private static Comparison ProductGrpc()
    {
        const int each = 100_000;
        const int size = 142;
        var request = new ChatRequest { Model = "scripted", Messages = { new Message { Role = Role.User, Text = Script(each) } } };
        return new("product-grpc", "The whole server: fastchat.chat.v1.ChatService/Chat over gRPC, ten streams of the scripted model", each * Streams, "token",
            new("Fastchat", "product", new("/fastchat.chat.v1.ChatService/Chat", Grpc, Frame(request), Streams, 1, Streams, (long)size * each * Streams * 9 / 10)),
            Raw($"raw Kestrel, {size} bytes, flush each", new byte[size], each, each: true),
            Raw($"raw Kestrel, {size} bytes, flush at 16 KB", new byte[size], each, each: false));
    }

    private static Comparison ProductSse()
    {
        const int each = 100_000;
        const int size = 219;
        var request = $$"""{"model":"scripted","stream":true,"messages":[{"role":"user","content":{{System.Text.Json.JsonSerializer.Serialize(Script(each))}}}]}""";
        return new("product-sse", "The whole server: POST /v1/chat/completions as server-sent events, ten streams of the scripted model", each * Streams, "token",
            new("Fastchat", "product", new("/v1/chat/completions", Json, Encoding.UTF8.GetBytes(request), Streams, Streams, 1, (long)size * each * Streams * 9 / 10) { Http1 = true }),
            RawHttp1($"raw Kestrel, {size} bytes, flush each", new byte[size], each, each: true),
            RawHttp1($"raw Kestrel, {size} bytes, flush at 16 KB", new byte[size], each, each: false));
    }

    // The work behind the two differs by a list of two models: what the difference costs is at most what identity, access and limits cost.
    private static Comparison Authenticated()
    {
        const int count = 100_000;
        return new("authenticated", "The whole server: unary calls over gRPC with and without a key or token to check, 4 connections with 50 calls at once", count, "request",
            new("with a key: ModelService/ListModels", "product", new("/fastchat.chat.v1.ModelService/ListModels", Grpc, new byte[5], count, 4, 50, 20L * count)),
            new("with a token: ModelService/ListModels", "product", new("/fastchat.chat.v1.ModelService/ListModels", Grpc, new byte[5], count, 4, 50, 20L * count) { Credential = BenchToken.Make() }),
            new("public: HealthService/GetVersion", "product", new("/fastchat.admin.v1.HealthService/GetVersion", Grpc, new byte[5], count, 4, 50, 5L * count)));
    }

    private static Comparison.Row Raw(string name, byte[] message, int count, bool each) =>
        new(name, "raw", new(Query(count, 0, each), Grpc, message, Streams, 1, Streams, (long)message.Length * count * Streams));

    private static Comparison.Row RawHttp1(string name, byte[] message, int count, bool each) =>
        new(name, "raw", new(Query(count, 0, each), "text/event-stream", message, Streams, Streams, 1, (long)message.Length * count * Streams) { Http1 = true });

    private static string Query(int count, int interval, bool each) =>
        string.Create(CultureInfo.InvariantCulture, $"/?count={count}&interval={interval}&flush={(each ? "each" : "full")}");

    private static string Script(int tokens) => $$"""{"tokens": {{tokens}}}""";

    private static byte[] Frame(IMessage message)
    {
        var frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        message.ToByteArray().CopyTo(frame, 5);
        return frame;
    }
}
