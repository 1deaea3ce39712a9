using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fastchat.Rpc.Rest;

public sealed class MultipartRequestsTests
{
    private const string FormType = "multipart/form-data; boundary=xyz";

    // Longer than one piece, and full of what a boundary could be taken for.
    private static readonly byte[] Content = [.. "\r\n--xy\r\n--xyw\0"u8, .. RandomNumberGenerator.GetBytes(200_000), .. "\r\n--xy"u8];

    [Theory(Timeout = Limits.Test)]
    [InlineData("purpose", "file", "days", "expires[name]")]
    [InlineData("file", "expires[name]", "days", "purpose")]
    [InlineData("days", "purpose", "expires[name]", "file")]
    public async Task Form_InAnyOrder_BindsFieldsAndContentByteForByte(params string[] order)
    {
        await using var server = await WireServer.StartAsync();
        using var form = new MultipartFormDataContent("xyz");
        foreach (var name in order)
        {
            if (name == "file") form.Add(WireServer.Bytes(Content, "text/x-odd"), "file", "schön 1.txt");
            else form.Add(new StringContent(name switch { "days" => "7", "purpose" => "assistants", _ => "later" }), name);
        }

        var reply = await server.SendAsync(HttpMethod.Post, "/v1/blobs", form);

        var answer = JsonElement.Parse(reply.Text);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal((Content.Length, Convert.ToHexStringLower(SHA256.HashData(Content))), (answer.GetProperty("bytes").GetInt32(), answer.GetProperty("sha256").GetString()));
        Assert.Equal(("text/x-odd", "assistants", 7, "later"),
            (answer.GetProperty("content_type").GetString(), answer.GetProperty("purpose").GetString(), answer.GetProperty("days").GetInt32(), answer.GetProperty("expires").GetString()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("filename=\"a b.txt\"", "a b.txt")]
    [InlineData("filename=a.txt", "a.txt")]
    [InlineData("filename=\"schön.txt\"", "schön.txt")]
    [InlineData("filename=\"x\"; filename*=UTF-8''sch%C3%B6n.txt", "schön.txt")]
    [InlineData("filename*=UTF-8''%22quoted%22", "\"quoted\"")]
    public async Task Filename_HoweverWritten_IsRead(string parameter, string expected)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await PostAsync(server, $"--xyz\r\nContent-Disposition: form-data; name=\"file\"; {parameter}\r\n\r\nbytes\r\n--xyz--\r\n");

        Assert.Equal(expected, JsonElement.Parse(reply.Text).GetProperty("filename").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Content_Empty_IsTaken()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await PostAsync(server, "--xyz\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n\r\n--xyz--");

        Assert.Contains("\"bytes\":0,", reply.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Field_Unknown_IsIgnored()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await PostAsync(server, "--xyz\r\nContent-Disposition: form-data; name=other\r\n\r\nx\r\n--xyz\r\nContent-Disposition: form-data; name=purpose\r\n\r\np\r\n--xyz--");

        Assert.Contains("\"purpose\":\"p\"", reply.Text, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("note.name")]
    [InlineData("note[name]")]
    [InlineData("header.note.name")]
    public async Task Field_InsideAMemberOfAOneof_IsFound(string name)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await PostAsync(server, $"--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\nhi\r\n--xyz--");

        Assert.Contains("\"note\":\"hi\"", reply.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Path_OfAForm_ComesBeforeWhatTheFormSays()
    {
        await using var server = await WireServer.StartAsync();
        using var form = new MultipartFormDataContent("xyz") { { new StringContent("another"), "shelf" }, { WireServer.Bytes(Content, "text/x-odd"), "file", "a.txt" } };

        var reply = await server.SendAsync(HttpMethod.Post, "/v1/shelves/top%20one/blobs", form);

        var answer = JsonElement.Parse(reply.Text);
        Assert.Equal(("top one", Content.Length, "a.txt"), (answer.GetProperty("shelf").GetString(), answer.GetProperty("bytes").GetInt32(), answer.GetProperty("filename").GetString()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("br", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("identity", HttpStatusCode.OK)]
    public async Task Form_Compressed_Is415(string encoding, HttpStatusCode status)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Post, "/v1/blobs", WireServer.Bytes("--xyz--"u8.ToArray(), FormType), ("content-encoding", encoding));

        Assert.Equal(status, reply.Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Field_DoesNotFit_Is400ByName()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await PostAsync(server, "--xyz\r\nContent-Disposition: form-data; name=days\r\n\r\nsoon\r\n--xyz--");

        Assert.Equal((HttpStatusCode.BadRequest, "days"), (reply.Status, JsonElement.Parse(reply.Text).GetProperty("error").GetProperty("param").GetString()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("")]
    [InlineData("no form at all")]
    [InlineData("--xyz\r\n")]
    [InlineData("--xyz\r\n\r\nno name\r\n--xyz--")]
    [InlineData("--xyz\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nends early")]
    [InlineData("--xyz\r\nContent-Disposition: form-data; name=purpose\r\n\r\nends early")]
    [InlineData("--xyz\r\nno header\r\n\r\nx\r\n--xyz--")]
    public async Task Form_Malformed_Is400(string body)
    {
        await using var server = await WireServer.StartAsync();

        var reply = await PostAsync(server, body);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("invalid_form", JsonElement.Parse(reply.Text).GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(server.Log.Lines);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Form_TooManyParts_Is400()
    {
        await using var server = await WireServer.StartAsync();
        var body = string.Concat(Enumerable.Repeat("--xyz\r\nContent-Disposition: form-data; name=purpose\r\n\r\np\r\n", 65)) + "--xyz--";

        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(server, body)).Status);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Field_TooLong_Is400ByName()
    {
        await using var server = await WireServer.StartAsync();

        var reply = await PostAsync(server, $"--xyz\r\nContent-Disposition: form-data; name=purpose\r\n\r\n{new string('x', 70_000)}\r\n--xyz--");

        Assert.Equal((HttpStatusCode.BadRequest, "purpose"), (reply.Status, JsonElement.Parse(reply.Text).GetProperty("error").GetProperty("param").GetString()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/mixed; boundary=xyz")]
    [InlineData("application/json")]
    public async Task ContentType_WithoutFormOrBoundary_Is415(string contentType)
    {
        await using var server = await WireServer.StartAsync();

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await PostAsync(server, "--xyz--", contentType)).Status);
    }

    private static Task<WireReply> PostAsync(WireServer server, string body, string contentType = FormType) =>
        server.SendAsync(HttpMethod.Post, "/v1/blobs", WireServer.Bytes(Encoding.UTF8.GetBytes(body), contentType));
}
