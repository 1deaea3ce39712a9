using System.Net;
using System.Security.Cryptography;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Testing;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

/// <summary>Files that come in parts, over gRPC and REST; OpenAI's own library uploads in tests/peers.</summary>
public sealed class UploadsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RestClient _rest = shared.Server.Rest;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limits.Test)]
    public async Task Parts_SentOverGrpcAndRest_AreOneFileByteForByte()
    {
        var uploads = new UploadsService.UploadsServiceClient(shared.Server.Grpc);
        var bytes = RandomNumberGenerator.GetBytes(3_000_017);
        var upload = (await uploads.CreateUploadAsync(new CreateUploadRequest { Filename = "noise.bin", Purpose = "user_data", Bytes = bytes.Length }, cancellationToken: Token)).Upload;
        var last = (await _rest.AddPartAsync(upload.Id, bytes[2_000_000..])).Json.GetProperty("id").GetString()!;
        using var call = uploads.CreateUploadPart(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new CreateUploadPartRequest { UploadId = upload.Id, Data = ByteString.CopyFrom(bytes, 0, 10) }, Token);
        await call.RequestStream.WriteAsync(new CreateUploadPartRequest { Data = ByteString.CopyFrom(bytes, 10, 1_999_990) }, Token);
        await call.RequestStream.CompleteAsync();
        var first = (await call).Part;

        var completed = (await uploads.CompleteUploadAsync(new CompleteUploadRequest { UploadId = upload.Id, PartIds = { first.Id, last } }, cancellationToken: Token)).Upload;

        Assert.Equal(("upload.part", upload.Id), (first.Object, first.UploadId));
        Assert.Equal(("completed", (long)bytes.Length), (completed.Status, completed.File.Bytes));
        Assert.Equal(bytes, (await _rest.GetAsync($"/v1/files/{completed.File.Id}/content")).Body);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Part_WithoutItsUpload_IsRefusedByName()
    {
        using var call = new UploadsService.UploadsServiceClient(shared.Server.Grpc).CreateUploadPart(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new CreateUploadPartRequest { Data = ByteString.CopyFromUtf8("words") }, Token);
        await call.RequestStream.CompleteAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await call);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("upload_id", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Bytes_OfParts_CountForTheDayOnceAndNotAgainWhenTheFileIsMade()
    {
        var made = (await shared.Server.RestAs(TestServer.AdminKey).PostAsync("/v1/admin/tenants", new { name = "parts", config = new { limits = new { upload_bytes_per_day = 3_000_000 } } })).Json;
        var client = shared.Server.RestAs(made.GetProperty("api_key").GetString()!);
        var upload = await CreateAsync(client, 2_500_000);
        var part = (await client.AddPartAsync(upload, new byte[2_500_000])).Json.GetProperty("id").GetString();

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"/v1/uploads/{upload}/complete", new { part_ids = new[] { part } })).Status);

        var next = await CreateAsync(client, 600_000);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await client.AddPartAsync(next, new byte[600_000])).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.AddPartAsync(next, new byte[500_000])).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await client.AddPartAsync(next, new byte[1])).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Upload_HourOver_SaysThatItExpired()
    {
        var clock = new FakeClock();
        await using var server = await TestServer.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var upload = await CreateAsync(server.Rest, 5);
        var part = (await server.Rest.AddPartAsync(upload, "words"u8.ToArray())).Json.GetProperty("id").GetString();

        clock.Advance(TimeSpan.FromHours(1));

        foreach (var answer in new[]
        {
            await server.Rest.PostAsync($"/v1/uploads/{upload}/complete", new { part_ids = new[] { part } }),
            await server.Rest.PostAsync($"/v1/uploads/{upload}/cancel", new { }),
            await server.Rest.AddPartAsync(upload, "words"u8.ToArray()),
        })
        {
            Assert.Equal((HttpStatusCode.BadRequest, "upload_not_pending"), (answer.Status, answer.Error.GetProperty("code").GetString()));
            Assert.Contains("expired", answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    private static async Task<string> CreateAsync(RestClient client, long bytes) =>
        (await client.PostAsync("/v1/uploads", new { filename = "a.bin", purpose = "user_data", bytes, mime_type = "application/octet-stream" })).Json.GetProperty("id").GetString()!;
}
