using System.Buffers;
using Fastchat.Contracts.Json.V1;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Fastchat.Rpc.Rest;

/// <summary>A response of bytes: the first message states type, name and length, all carry content.</summary>
internal sealed class BytesRestResponse : RestResponse
{
    private readonly FieldDescriptor _data;

    public BytesRestResponse(RestCall call, RestBinding binding) : base(call, binding) => _data = Field(BinaryRole.Unspecified)!;

    public override async ValueTask WriteAsync(IMessage message, WriteFlags flags)
    {
        if (!Http.Response.HasStarted)
        {
            SetHeaders(message);
            await Http.Response.StartAsync(Call.CancellationToken);
        }

        Call.CancellationToken.ThrowIfCancellationRequested();
        var bytes = (ByteString)_data.Accessor.GetValue(message);
        Http.Response.BodyWriter.Write(bytes.Span);
        await Call.FlushBodyAsync();
    }

    public override ValueTask FlushAsync() => default;

    // The first message says what kind of content it is: headers wait for it.
    public override ValueTask StartAsync() => default;

    public override ValueTask EndAsync() => default;

    // Half a file must not look like a whole one.
    public override ValueTask BreakAsync(RpcFault fault)
    {
        Http.Abort();
        return default;
    }

    private void SetHeaders(IMessage first)
    {
        var response = Http.Response;

        // Whoever stored the content said what it is; what is no type cannot stand in a header.
        response.ContentType = Text(first, BinaryRole.ContentType) is { } type && IsMediaType(type) ? type : "application/octet-stream";
        if (Field(BinaryRole.Length) is { } length) response.ContentLength = (long)length.Accessor.GetValue(first);

        // Stored content is somebody's upload: never let a browser take it for a page of ours.
        response.Headers.XContentTypeOptions = "nosniff";
        var disposition = new ContentDispositionHeaderValue("attachment");
        if (Text(first, BinaryRole.Filename) is { Length: > 0 } filename) disposition.SetHttpFileName(filename);
        response.Headers.ContentDisposition = disposition.ToString();
    }

    private static bool IsMediaType(string text) => MediaTypeHeaderValue.TryParse(text, out _) && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private string? Text(IMessage message, BinaryRole role) => (string?)Field(role)?.Accessor.GetValue(message);

    private FieldDescriptor? Field(BinaryRole role) =>
        Binding.Method.Descriptor.OutputType.Fields.InDeclarationOrder().FirstOrDefault(f => f.Shape().Part is { } part && part.Role == role);
}
