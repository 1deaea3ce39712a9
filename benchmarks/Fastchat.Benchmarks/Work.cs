using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fastchat.Contracts.Chat.V1;
using Google.Protobuf;

namespace Fastchat.Benchmarks;

/// <summary>A kind of stream: how it is asked for, and how one of its messages is told from the next.</summary>
internal abstract class Work
{
    public abstract string Name { get; }

    /// <summary>A request for a stream of so many tokens.</summary>
    public abstract HttpRequestMessage Ask(Uri server, int tokens);

    /// <summary>The bytes of one token's message within a stream.</summary>
    public abstract byte[] Sample(byte[] stream);

    /// <summary>A request to raw Kestrel for the same bytes so many times.</summary>
    public HttpRequestMessage AskRaw(Uri server, byte[] sample, int count, bool flushEach) => With(new HttpRequestMessage(HttpMethod.Post, new Uri(server, $"/?count={count}&flush={(flushEach ? "each" : "full")}"))
    {
        Content = new ByteArrayContent(sample) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
    });

    protected abstract HttpRequestMessage With(HttpRequestMessage request);

    protected static string Script(int tokens) => $$"""{"tokens": {{tokens}}}""";

    /// <summary>fastchat.chat.v1.ChatService/Chat over gRPC.</summary>
    public sealed class Grpc : Work
    {
        public override string Name => "gRPC  fastchat.chat.v1.ChatService/Chat";

        public override HttpRequestMessage Ask(Uri server, int tokens)
        {
            var message = new ChatRequest { Model = "scripted", Messages = { new Message { Role = Role.User, Text = Script(tokens) } } }.ToByteArray();
            var frame = new byte[5 + message.Length];
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
            message.CopyTo(frame, 5);
            return With(new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/fastchat.chat.v1.ChatService/Chat"))
            {
                Content = new ByteArrayContent(frame) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
            });
        }

        // Frames: started, thinking, tokens…: the fifth is a token.
        public override byte[] Sample(byte[] stream)
        {
            var at = 0;
            for (var i = 0; i < 4; i++) at += 5 + BinaryPrimitives.ReadInt32BigEndian(stream.AsSpan(at + 1));
            return stream[at..(at + 5 + BinaryPrimitives.ReadInt32BigEndian(stream.AsSpan(at + 1)))];
        }

        protected override HttpRequestMessage With(HttpRequestMessage request)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            request.Headers.TE.ParseAdd("trailers");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", FastchatTarget.ApiKey);
            return request;
        }
    }

    /// <summary>POST /v1/chat/completions with "stream": true over HTTP/1.1.</summary>
    public sealed class Sse : Work
    {
        public override string Name => "SSE   POST /v1/chat/completions";

        public override HttpRequestMessage Ask(Uri server, int tokens) => With(new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/v1/chat/completions"))
        {
            Content = new StringContent(
                $$"""{"model":"scripted","stream":true,"messages":[{"role":"user","content":{{System.Text.Json.JsonSerializer.Serialize(Script(tokens))}}}]}""",
                Encoding.UTF8,
                "application/json"),
        });

        // The first event states the role; the third is a token.
        public override byte[] Sample(byte[] stream) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stream).Split("\n\n")[2] + "\n\n");

        protected override HttpRequestMessage With(HttpRequestMessage request)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", FastchatTarget.ApiKey);
            return request;
        }
    }
}
