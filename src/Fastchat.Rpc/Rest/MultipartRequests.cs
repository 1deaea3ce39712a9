using System.Buffers;
using Fastchat.Rpc.Calls;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Fastchat.Rpc.Rest;

/// <summary>A multipart body as a stream of request messages: nothing of the content is held but the piece at hand.</summary>
internal sealed class MultipartRequests : IAsyncDisposable
{
    private const int PieceSize = 64 * 1024;
    private const int MaxParts = 64;
    private const int MaxFieldSize = 64 * 1024;

    private readonly IAsyncEnumerator<IMessage> _messages;

    public MultipartRequests(HttpRequest request, MultipartBinding binding, CancellationToken cancellationToken) =>
        _messages = ReadAsync(request, binding, cancellationToken).GetAsyncEnumerator(cancellationToken);

    public async ValueTask<IMessage?> NextAsync() => await _messages.MoveNextAsync() ? _messages.Current : null;

    public ValueTask DisposeAsync() => _messages.DisposeAsync();

    private static async IAsyncEnumerable<IMessage> ReadAsync(HttpRequest request, MultipartBinding binding, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RefuseCompressed(request);
        var reader = new MultipartReader(Boundary(request), request.Body);
        for (var parts = 0; await NextSectionAsync(reader, cancellationToken) is { } section; parts++)
        {
            if (parts == MaxParts) throw Refused($"The form has more than {MaxParts} parts.");
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                throw Refused("A part of the form has no Content-Disposition that names it.");
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (binding.IsData(name))
            {
                var filename = disposition.FileNameStar.Value ?? HeaderUtilities.RemoveQuotes(disposition.FileName).Value;
                yield return binding.Announce(filename, section.ContentType);
                var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
                try
                {
                    while (await ReadPieceAsync(section.Body, buffer.AsMemory(0, PieceSize), cancellationToken) is > 0 and var length)
                        yield return binding.Data(buffer.AsSpan(0, length));
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
            else if (binding.Field(name, await ReadTextAsync(section.Body, name, cancellationToken)) is { } field)
            {
                yield return field;
            }
        }
    }

    // Uploads are counted and limited as they come: what they grow to would be known too late.
    private static void RefuseCompressed(HttpRequest request)
    {
        if ((string?)request.Headers.ContentEncoding is not ({ Length: > 0 } encoding and not "identity")) return;
        throw new RpcFaultException(new RpcFault(global::Grpc.Core.StatusCode.InvalidArgument, $"Forms are taken uncompressed, but the Content-Encoding is '{encoding}'.")
        {
            Reason = "UNKNOWN_COMPRESSION",
            HttpStatus = 415,
        });
    }

    private static string Boundary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= 200 } boundary
            ? boundary.Value!
            : throw new RpcFaultException(new RpcFault(global::Grpc.Core.StatusCode.InvalidArgument,
                $"This path takes multipart/form-data, but the Content-Type is '{request.ContentType}'.")
            {
                Reason = "UNSUPPORTED_MEDIA_TYPE",
                HttpStatus = 415,
            });

    private static async Task<MultipartSection?> NextSectionAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidDataException && e is not BadHttpRequestException)
        {
            throw Refused("The form is malformed or ended early.", e);
        }
    }

    // Pieces are filled before they are handed on: fewer, larger messages.
    private static async Task<int> ReadPieceAsync(Stream body, Memory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidDataException && e is not BadHttpRequestException)
        {
            throw Refused("The form ended inside a part.", e);
        }
    }

    private static async Task<string> ReadTextAsync(Stream body, string name, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxFieldSize + 1];
        var length = await ReadPieceAsync(body, buffer, cancellationToken);
        return length <= MaxFieldSize
            ? System.Text.Encoding.UTF8.GetString(buffer, 0, length)
            : throw new RpcFaultException(RpcFault.InvalidArgument($"The form field {name} is longer than {MaxFieldSize} bytes.", name));
    }

    private static RpcFaultException Refused(string message, Exception? inner = null) =>
        new(RpcFault.InvalidArgument(message, reason: "INVALID_FORM"), inner);
}
