using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Fastchat.Contracts.Files.V1;
using Fastchat.Providers.Documents;
using Fastchat.Testing;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

public sealed class FilesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly byte[] Bytes = RandomNumberGenerator.GetBytes(3_000_017);

    private readonly RestClient _rest = shared.Server.Rest;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FileService.FileServiceClient Grpc => new(shared.Server.Grpc);

    [Fact(Timeout = Limits.Test)]
    public async Task File_UploadedOverRest_ComesBackByteForByteOverBoth()
    {
        var id = await _rest.UploadAsync("noise.bin", Bytes);

        Assert.Equal(Bytes, (await _rest.GetAsync($"/v1/files/{id}/content")).Body);
        Assert.Equal(Bytes, await DownloadAsync(id));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task File_UploadedOverGrpc_ComesBackByteForByteOverBoth()
    {
        using var call = Grpc.UploadFile(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new UploadFileRequest { Header = new FileHeader { Filename = "noise.bin" } }, Token);
        foreach (var piece in Bytes.Chunk(1_000_000)) await call.RequestStream.WriteAsync(new UploadFileRequest { Data = ByteString.CopyFrom(piece) }, Token);
        await call.RequestStream.CompleteAsync();

        var file = (await call).File;

        Assert.Equal((Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(Bytes)), "user_data"), (file.SizeBytes, file.Sha256, file.Purpose));
        Assert.Equal(Bytes, (await _rest.GetAsync($"/v1/files/{file.FileId}/content")).Body);
        Assert.Equal(Bytes, await DownloadAsync(file.FileId));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Parts_OfTheForm_MayComeInAnyOrder()
    {
        StringContent Purpose() => new("assistants");
        ByteArrayContent Content() => new([1, 2, 3]);

        var first = await SendAsync(new MultipartFormDataContent { { Purpose(), "purpose" }, { Content(), "file", "a.bin" } });
        var last = await SendAsync(new MultipartFormDataContent { { Content(), "file", "a.bin" }, { Purpose(), "purpose" } });

        Assert.Equal((HttpStatusCode.OK, "assistants"), (first.Status, first.Json.GetProperty("purpose").GetString()));
        Assert.Equal((HttpStatusCode.OK, "assistants"), (last.Status, last.Json.GetProperty("purpose").GetString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Upload_WithAnExpiry_SaysWhen()
    {
        var answer = await SendAsync(new MultipartFormDataContent
        {
            { new ByteArrayContent([1, 2, 3]), "file", "a.bin" }, { new StringContent("assistants"), "purpose" },
            { new StringContent("3600"), "expires_after[seconds]" }, { new StringContent("created_at"), "expires_after[anchor]" },
        });

        Assert.Equal(answer.Json.GetProperty("created_at").GetInt64() + 3600, answer.Json.GetProperty("expires_at").GetInt64());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("lighthouse-ä-灯塔.txt", "lighthouse-ä-灯塔.txt")]
    [InlineData("../../etc/passwd", "passwd")]
    public async Task Filename_OfTheUpload_IsKeptWithoutFolders(string sent, string kept)
    {
        var id = await _rest.UploadAsync(sent, [1]);

        Assert.Equal(kept, (await _rest.GetAsync($"/v1/files/{id}")).Json.GetProperty("filename").GetString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("a.txt", "", "assistants", "file_empty")]
    [InlineData("a.txt", "x", "homework", "invalid_value")]
    [InlineData("a.txt", "x", null, "missing_field")]
    [InlineData(null, "x", "assistants", "missing_field")]
    public async Task Upload_ThatCannotBeServed_IsRefusedWithAReason(string? filename, string content, string? purpose, string code)
    {
        var form = new MultipartFormDataContent("border");
        if (purpose is not null) form.Add(new StringContent(purpose), "purpose");
        if (filename is not null) form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "file", filename);

        var answer = await SendAsync(form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(code, answer.Error.GetProperty("code").GetString());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("--border\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nassist")]
    [InlineData("--border\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf")]
    [InlineData("--border\r\nContent-Disp")]
    [InlineData("no form at all")]
    [InlineData("")]
    public async Task Upload_FormThatBreaksOff_IsRefusedAndNothingIsKept(string body)
    {
        var before = (await _rest.GetAsync("/v1/files")).Json.GetProperty("data").GetArrayLength();
        var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=border");

        var answer = await SendAsync(content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("invalid_request_error", answer.Error.GetProperty("type").GetString());
        Assert.Equal(before, (await _rest.GetAsync("/v1/files")).Json.GetProperty("data").GetArrayLength());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("broken.pdf", "%PDF-1.4\nthis is no PDF at all", "file_unreadable", "invalid_file")]
    [InlineData("really.pdf", "Plain words with the name of a PDF.", "file_type_mismatch", "invalid_file")]
    [InlineData("tune.mid", "MThd\0\0\0\u0006", "file_type_unsupported", "unsupported_file")]
    [InlineData("blank.txt", " \n \n", "file_has_no_text", "invalid_file")]
    public async Task Ingestion_OfAFileThatCannotBeRead_FailsWithAReasonAndTheServerServesOn(string filename, string content, string reason, string code)
    {
        var file = await _rest.UploadAsync(filename, Encoding.UTF8.GetBytes(content));
        var store = (await _rest.PostAsync("/v1/vector_stores", new { name = "store", file_ids = new[] { file } })).Json.GetProperty("id").GetString();

        var ended = await Poll.UntilAsync(() => _rest.GetAsync($"/v1/vector_stores/{store}/files/{file}"), a => a.Json.GetProperty("status").GetString() != "in_progress");

        Assert.Equal("failed", ended.Json.GetProperty("status").GetString());
        Assert.Equal(reason, ended.Json.GetProperty("last_error").GetProperty("reason").GetString());
        Assert.Equal(code, ended.Json.GetProperty("last_error").GetProperty("code").GetString());
        Assert.Contains(filename, ended.Json.GetProperty("last_error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _rest.GetAsync("/v1/health")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task DeleteFile_InTwoStores_TakesItsPassagesOutOfBoth()
    {
        var first = await _rest.MakeStoreAsync(("lighthouse.txt", LighthouseServer.Text));
        var file = (await _rest.GetAsync($"/v1/vector_stores/{first}/files")).Json.GetProperty("data")[0].GetProperty("id").GetString()!;
        var second = (await _rest.PostAsync("/v1/vector_stores", new { name = "second", file_ids = new[] { file } })).Json.GetProperty("id").GetString()!;
        await Poll.UntilAsync(() => SearchAsync(second), a => a.Json.GetProperty("data").GetArrayLength() > 0);
        Assert.NotEqual(0, (await SearchAsync(first)).Json.GetProperty("data").GetArrayLength());

        var deleted = await _rest.DeleteAsync($"/v1/files/{file}");

        Assert.True(deleted.Json.GetProperty("deleted").GetBoolean());
        foreach (var store in new[] { first, second })
        {
            Assert.Equal(0, (await SearchAsync(store)).Json.GetProperty("data").GetArrayLength());
            Assert.Equal(0, (await _rest.GetAsync($"/v1/vector_stores/{store}/files")).Json.GetProperty("data").GetArrayLength());
            Assert.Equal(0, (await _rest.GetAsync($"/v1/vector_stores/{store}")).Json.GetProperty("file_counts").GetProperty("total").GetInt32());
        }

        Assert.Equal("file_not_found", (await _rest.GetAsync($"/v1/files/{file}/content")).Error.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await _rest.DeleteAsync($"/v1/files/{file}")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task File_ItsTimeIsOver_IsSweptWithItsPassages()
    {
        var clock = new FakeClock();
        await using var server = await TestServer.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var keeps = await server.Rest.UploadAsync("kept.txt", "Nobody asked to have this deleted."u8.ToArray());
        var passing = (await server.Rest.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/files")
        {
            Content = new MultipartFormDataContent
            {
                { new ByteArrayContent(Encoding.UTF8.GetBytes(LighthouseServer.Text)), "file", "lighthouse.txt" }, { new StringContent("assistants"), "purpose" },
                { new StringContent("3600"), "expires_after[seconds]" }, { new StringContent("created_at"), "expires_after[anchor]" },
            },
        })).Json.GetProperty("id").GetString();
        var store = (await server.Rest.PostAsync("/v1/vector_stores", new { name = "store", file_ids = new[] { passing } })).Json.GetProperty("id").GetString();
        Task<RestAnswer> FilesAsync() => server.Rest.GetAsync($"/v1/vector_stores/{store}/files?filter=completed");
        await Poll.UntilAsync(FilesAsync, a => a.Json.GetProperty("data").GetArrayLength() == 1);

        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.OK, (await server.Rest.GetAsync($"/v1/files/{passing}")).Status);

        await Poll.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromMinutes(1));
                return server.Rest.GetAsync($"/v1/files/{passing}");
            },
            a => a.Status == HttpStatusCode.NotFound);
        Assert.Equal(0, (await FilesAsync()).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await server.Rest.GetAsync($"/v1/files/{keeps}")).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ListFiles_PageByPage_GivesEachOnceNewestFirst()
    {
        var rest = shared.Server.RestAs(await shared.Server.AddTenantAsync("pages"));
        var uploaded = new List<string>();
        for (var i = 0; i < 5; i++) uploaded.Add(await rest.UploadAsync($"{i}.bin", [1]));

        var listed = new List<string>();
        for (var more = true; more;)
        {
            var page = (await rest.GetAsync($"/v1/files?limit=2{(listed.Count > 0 ? $"&after={listed[^1]}" : "")}")).Json;
            listed.AddRange(page.GetProperty("data").EnumerateArray().Select(f => f.GetProperty("id").GetString()!));
            more = page.GetProperty("has_more").GetBoolean();
        }

        Assert.Equal(uploaded.Order(), listed.Order());
        Assert.Equal(listed.OrderDescending(StringComparer.Ordinal), listed);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Pdf_Searched_NamesThePage()
    {
        var store = await _rest.MakeStoreAsync(("island.pdf", SmallPdf.Make("The ferry leaves every hour.", "The lighthouse is 54 metres high.")));

        var best = (await SearchAsync(store)).Json.GetProperty("data")[0];

        Assert.Equal(2, best.GetProperty("page").GetInt32());
        Assert.Contains("54 metres", best.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    private Task<RestAnswer> SendAsync(HttpContent form) => _rest.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/files") { Content = form });

    private Task<RestAnswer> SearchAsync(string store) => _rest.PostAsync($"/v1/vector_stores/{store}/search", new { query = LighthouseServer.Question });

    private async Task<byte[]> DownloadAsync(string id)
    {
        using var call = Grpc.DownloadFile(new DownloadFileRequest { FileId = id }, cancellationToken: Token);
        var frames = await call.ResponseStream.ReadAllAsync(Token).ToListAsync(Token);
        Assert.Equal(id, frames[0].File.FileId);
        return [.. frames.Skip(1).SelectMany(f => f.Data)];
    }
}
