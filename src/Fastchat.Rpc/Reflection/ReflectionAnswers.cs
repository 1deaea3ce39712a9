using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace Fastchat.Rpc.Reflection;

/// <summary>The answers of one stream, which carries no imported file twice. Source: gRPC Server Reflection Protocol.</summary>
internal sealed class ReflectionAnswers(DescriptorIndex index)
{
    private readonly HashSet<string> _sent = new(StringComparer.Ordinal);

    /// <summary>Answers one question.</summary>
    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = request.MessageRequestCase switch
        {
            ServerReflectionRequest.MessageRequestOneofCase.ListServices => Services(),
            ServerReflectionRequest.MessageRequestOneofCase.FileByFilename => Files(index.File(request.FileByFilename), $"file {request.FileByFilename}"),
            ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol => Files(index.FileOf(request.FileContainingSymbol), $"symbol {request.FileContainingSymbol}"),
            ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension => Extension(request.FileContainingExtension),
            ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType => Numbers(request.AllExtensionNumbersOfType),
            _ => Error(StatusCode.Unimplemented, "The request asks for nothing that is known here."),
        };
        response.ValidHost = request.Host;
        response.OriginalRequest = request;
        return response;
    }

    private ServerReflectionResponse Services()
    {
        var list = new ListServiceResponse();
        list.Service.AddRange(index.Services.Select(name => new ServiceResponse { Name = name }));
        return new ServerReflectionResponse { ListServicesResponse = list };
    }

    private ServerReflectionResponse Extension(ExtensionRequest asked) =>
        Files(index.FileOf(asked.ContainingType, asked.ExtensionNumber), $"extension {asked.ExtensionNumber} of {asked.ContainingType}");

    private ServerReflectionResponse Numbers(string message)
    {
        if (index.Extensions(message) is not { } numbers) return NotFound($"message {message}");
        return new ServerReflectionResponse
        {
            AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = message, ExtensionNumber = { numbers } },
        };
    }

    // The file asked for goes out whenever it is; what it imports, only once per stream.
    private ServerReflectionResponse Files(FileDescriptor? file, string what)
    {
        if (file is null) return NotFound(what);
        _sent.Remove(file.Name);
        var files = new FileDescriptorResponse();
        files.FileDescriptorProto.AddRange(DescriptorIndex.Reach([file]).Where(f => _sent.Add(f.Name)).Select(f => f.SerializedData));
        return new ServerReflectionResponse { FileDescriptorResponse = files };
    }

    private static ServerReflectionResponse NotFound(string what) => Error(StatusCode.NotFound, $"There is no {what}.");

    private static ServerReflectionResponse Error(StatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };
}
