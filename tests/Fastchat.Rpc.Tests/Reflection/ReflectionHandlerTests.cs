using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;

namespace Fastchat.Rpc.Reflection;

public sealed class ReflectionHandlerTests
{
    private const string Package = "fastchat.wiretest.v1";

    [Theory(Timeout = Limits.Test)]
    [InlineData("v1")]
    [InlineData("v1alpha")]
    public async Task ListServices_All_AreNamedInOrder(string version)
    {
        await using var server = await WireServer.StartAsync();

        var response = Assert.Single(await AskAsync(server, version, new ServerReflectionRequest { Host = "here", ListServices = "*" }));

        Assert.Equal(
            [$"{Package}.AnswerService", $"{Package}.BlobService", $"{Package}.ExtensionService", $"{Package}.RouteService", $"{Package}.ShapeService", $"{Package}.SocketService", $"{Package}.TextService",
                "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"],
            response.ListServicesResponse.Service.Select(s => s.Name));
        Assert.Equal("here", response.ValidHost);
        Assert.Equal("*", response.OriginalRequest.ListServices);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("TextService", "calls.proto")]
    [InlineData("TextService.Say", "calls.proto")]
    [InlineData("Text", "calls.proto")]
    [InlineData("Text.text", "calls.proto")]
    [InlineData("Extendable.choice", "extensions.proto")]
    [InlineData("Extendable.one", "extensions.proto")]
    [InlineData("Extendable.Inside", "extensions.proto")]
    [InlineData("Extendable.Inside.Depth", "extensions.proto")]
    [InlineData("Extendable.Inside.DEEP", "extensions.proto")]
    [InlineData("Extendable.Inside.inner", "extensions.proto")]
    [InlineData("Colour", "extensions.proto")]
    [InlineData("BLUE", "extensions.proto")]
    [InlineData("outer", "extensions.proto")]
    public async Task FileContainingSymbol_AnyKindOfSymbol_IsFound(string symbol, string file)
    {
        await using var server = await WireServer.StartAsync();

        var response = Assert.Single(await AskAsync(server, "v1", new ServerReflectionRequest { FileContainingSymbol = $"{Package}.{symbol}" }));

        Assert.Equal(file, Files(response)[0].Name);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task FileByFilename_Imports_ComeAlongWithTheirImports()
    {
        await using var server = await WireServer.StartAsync();

        var response = Assert.Single(await AskAsync(server, "v1", new ServerReflectionRequest { FileByFilename = "extensions.proto" }));

        Assert.Equal(
            ["extensions.proto", "calls.proto", "google/api/annotations.proto", "google/api/http.proto", "google/protobuf/descriptor.proto"],
            Files(response).Select(f => f.Name));

        // What came is whole: a client builds descriptors from nothing else.
        var built = FileDescriptor.BuildFromByteStrings(response.FileDescriptorResponse.FileDescriptorProto.Reverse());
        Assert.Contains(built, f => f.Services.Any(s => s.FullName == $"{Package}.ExtensionService"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Files_AskedForAgain_ComeWithoutTheImportsAlreadySent()
    {
        await using var server = await WireServer.StartAsync();
        var calls = new ServerReflectionRequest { FileByFilename = "calls.proto" };

        var responses = await AskAsync(server, "v1", calls, calls, new ServerReflectionRequest { FileByFilename = "extensions.proto" });

        Assert.Equal(4, Files(responses[0]).Count);
        Assert.Equal(["calls.proto"], Files(responses[1]).Select(f => f.Name));
        Assert.Equal(["extensions.proto"], Files(responses[2]).Select(f => f.Name));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(100)]
    [InlineData(120)]
    public async Task FileContainingExtension_ByNumber_IsFound(int number)
    {
        await using var server = await WireServer.StartAsync();

        var response = Assert.Single(await AskAsync(server, "v1", Extension($"{Package}.Extendable", number)));

        Assert.Equal("extensions.proto", Files(response)[0].Name);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task AllExtensionNumbers_OfAnExtendedMessage_AreListed()
    {
        await using var server = await WireServer.StartAsync();

        var responses = await AskAsync(server, "v1", Numbers($"{Package}.Extendable"), Numbers($"{Package}.Text"), Numbers("google.protobuf.MethodOptions"));

        Assert.Equal($"{Package}.Extendable", responses[0].AllExtensionNumbersResponse.BaseTypeName);
        Assert.Equal([100, 120], responses[0].AllExtensionNumbersResponse.ExtensionNumber);
        Assert.Empty(responses[1].AllExtensionNumbersResponse.ExtensionNumber);
        Assert.Contains(72295728, responses[2].AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task UnknownThings_EachKind_IsAnErrorAndTheStreamGoesOn()
    {
        await using var server = await WireServer.StartAsync();

        var responses = await AskAsync(
            server,
            "v1alpha",
            new ServerReflectionRequest { FileByFilename = "none.proto" },
            new ServerReflectionRequest { FileContainingSymbol = $"{Package}.None" },
            Extension($"{Package}.Extendable", 101),
            Extension($"{Package}.None", 100),
            Numbers($"{Package}.None"),
            new ServerReflectionRequest(),
            new ServerReflectionRequest { ListServices = "" });

        Assert.All(responses[..5], r => Assert.Equal(5, r.ErrorResponse.ErrorCode));
        Assert.Equal(12, responses[5].ErrorResponse.ErrorCode);
        Assert.All(responses[..6], r => Assert.NotEqual("", r.ErrorResponse.ErrorMessage));
        Assert.Equal($"{Package}.None", responses[1].OriginalRequest.FileContainingSymbol);
        Assert.NotEmpty(responses[6].ListServicesResponse.Service);
    }

    private static ServerReflectionRequest Extension(string message, int number) =>
        new() { FileContainingExtension = new ExtensionRequest { ContainingType = message, ExtensionNumber = number } };

    private static ServerReflectionRequest Numbers(string message) => new() { AllExtensionNumbersOfType = message };

    private static List<FileDescriptorProto> Files(ServerReflectionResponse response) =>
        [.. response.FileDescriptorResponse.FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom)];

    private static async Task<List<ServerReflectionResponse>> AskAsync(WireServer server, string version, params ServerReflectionRequest[] requests)
    {
        byte[] body = [.. requests.SelectMany(r => Frames.Frame(0, r.ToByteArray()))];
        var reply = await server.SendAsync(
            server.Http2, HttpMethod.Post, $"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo", WireServer.Bytes(body, "application/grpc"), ("te", "trailers"));

        Assert.Equal("0", reply.GrpcStatus);
        var responses = Frames.Split(reply.Body).Select(f => ServerReflectionResponse.Parser.ParseFrom(f.Payload)).ToList();
        Assert.Equal(requests.Length, responses.Count);
        return responses;
    }
}
