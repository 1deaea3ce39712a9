namespace Fastchat.LoadTests.Calls;

/// <summary>How a call is made.</summary>
internal enum WireProtocol
{
    /// <summary>POST /v1/chat/completions with "stream": true over HTTP/1.1.</summary>
    Sse,

    /// <summary>POST /v1/chat/completions for the whole answer, over HTTP/1.1.</summary>
    Json,

    /// <summary>fastchat.openai.v1.ChatCompletionsService/StreamChatCompletion over gRPC.</summary>
    Grpc,

    /// <summary>The same over gRPC-Web and HTTP/1.1.</summary>
    GrpcWeb,

    /// <summary>fastchat.chat.v1.ChatService/Chat over gRPC: every event goes through the run's log.</summary>
    GrpcChat,
}
