using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Framing;
using Fastchat.Rpc.Http;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Fastchat.Rpc.Grpc;

/// <summary>A call that came by gRPC or gRPC-Web. Source: gRPC over HTTP/2; gRPC-Web.</summary>
internal sealed class GrpcCall : ServerCall
{
    private const byte TrailersFlag = 0x80;

    private readonly GrpcVariant _variant;
    private readonly MessageCodec _codec;
    private readonly RpcOptions _options;
    private readonly string _contentType;
    private readonly FrameReader _reader;
    private readonly Compression? _compression;

    private readonly ResponseBuffer _buffer;

    // Frames of the text variant wait here until a flush turns them into base64.
    private readonly ArrayBufferWriter<byte>? _text;
    private bool _started;

    public GrpcCall(HttpContext http, RpcMethod method, GrpcVariant variant, MessageCodec codec, string contentType, PipeReader input, RpcOptions options) : base(http, method)
    {
        _variant = variant;
        _codec = codec;
        _options = options;
        _contentType = contentType;
        _buffer = new ResponseBuffer(http.Response.BodyWriter);
        if (variant == GrpcVariant.WebText) _text = new ArrayBufferWriter<byte>();
        _reader = new FrameReader(input, codec, method.Descriptor.InputType, Compression.Find(http.Request.Headers.GrpcEncoding), options.MaxReceiveMessageSize);
        if (options.CompressResponsesFrom is not null) _compression = Compression.Choose(http.Request.Headers.GrpcAcceptEncoding);
        if (GrpcTimeout.Parse(http.Request.Headers.GrpcTimeout) is { } timeout) StartDeadline(timeout, options.Clock);
    }

    /// <summary>Whether the request message read last had come compressed.</summary>
    internal bool LastRequestWasCompressed => _reader.LastWasCompressed;

    private IBufferWriter<byte> Output => (IBufferWriter<byte>?)_text ?? _buffer;

    internal override ValueTask<IMessage?> ReadAsync(CancellationToken cancellationToken) =>
        _reader.ReadAsync(cancellationToken.CanBeCanceled ? cancellationToken : CancellationToken);

    internal override ValueTask WriteAsync(IMessage message, WriteFlags flags)
    {
        CancellationToken.ThrowIfCancellationRequested();
        if (!_started)
        {
            if (RpcMethod.ServerStreams) return StartAndWriteAsync(message, flags);

            // Headers, the only message and trailers leave together: starting the response now would cost a round of Kestrel's writer.
            SetHeaders();
            _started = true;
        }

        Append(message, flags);
        return (flags & WriteFlags.BufferHint) != 0 && Unflushed < RpcOptions.FlushThreshold ? default : FlushAsync();
    }

    private protected override bool HasResponded => _started;

    internal override ValueTask FlushAsync() => Unflushed == 0 ? default : FlushNowAsync();

    protected override async ValueTask StartResponseAsync()
    {
        _started = true;
        SetHeaders();

        // Before the first GetMemory: until the response has started Kestrel hands out buffers that it must copy later.
        await Http.Response.StartAsync(CancellationToken);
        _buffer.Started();
    }

    protected override ValueTask FinishAsync(RpcFault? fault)
    {
        if (_variant != GrpcVariant.Native) return FinishWebAsync(fault);
        if (fault is not null) ResponseTrailers.Add(RequestIds.Name, RequestId);
        if (_started)
        {
            _buffer.Commit();
            GrpcStatus.AppendTrailers(Http.Response, fault, Trailers);
        }
        else
        {
            // Nothing was sent: status and headers go out as one HEADERS frame ("Trailers-Only").
            SetHeaders();
            foreach (var (name, value) in GrpcStatus.Trailers(fault, Trailers)) MetadataHeaders.Append(Http.Response.Headers, name, value);
        }

        return default;
    }

    private int Unflushed => _buffer.Unflushed + (_text?.WrittenCount ?? 0);

    private async ValueTask FinishWebAsync(RpcFault? fault)
    {
        if (!_started) SetHeaders();
        FrameWriter.Write(Output, TrailersFlag, TrailersFrame(fault));
        if (_text is not null) EncodeText();
        _buffer.Commit();
        await SendEndAsync();
    }

    private async ValueTask FlushNowAsync()
    {
        if (_text is not null) EncodeText();
        _buffer.Commit();
        await FlushBodyAsync();
    }

    private async ValueTask StartAndWriteAsync(IMessage message, WriteFlags flags)
    {
        await StartResponseAsync();
        await WriteAsync(message, flags);
    }

    private void Append(IMessage message, WriteFlags flags)
    {
        var compression = _compression is not null && (flags & WriteFlags.NoCompress) == 0 && message.CalculateSize() >= _options.CompressResponsesFrom ? _compression : null;
        FrameWriter.Write(Output, message, _codec, compression);
    }

    private void SetHeaders()
    {
        var headers = Http.Response.Headers;
        Http.Response.ContentType = _contentType;
        headers.GrpcAcceptEncoding = Compression.Accepted;
        if (_compression is not null) headers.GrpcEncoding = _compression.Name;
    }

    private byte[] TrailersFrame(RpcFault? fault)
    {
        var lines = new StringBuilder();
        foreach (var (name, value) in GrpcStatus.Trailers(fault, Trailers)) lines.Append(name).Append(": ").Append(value).Append("\r\n");
        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    // Each flush is padded by itself, so that the browser can decode it at once.
    private void EncodeText()
    {
        var frames = _text!.WrittenSpan;
        var span = _buffer.GetSpan(Base64.GetMaxEncodedToUtf8Length(frames.Length));
        Base64.EncodeToUtf8(frames, span, out _, out var written);
        _buffer.Advance(written);
        _text.ResetWrittenCount();
    }
}
