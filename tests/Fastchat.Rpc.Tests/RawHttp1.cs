using System.Text;
using System.Text.RegularExpressions;

namespace Fastchat.Rpc;

/// <summary>An HTTP/1.1 exchange with nothing between the test and the bytes.</summary>
internal static partial class RawHttp1
{
    /// <summary>
    /// Posts a body and gives all that comes until the server closes, as text of one character per byte. What differs from call
    /// to call stands as [date] and [id].
    /// </summary>
    public static async Task<string> PostAsync(WireServer server, string path, string headers, byte[] body)
    {
        using var connection = server.Connect();
        var head = $"POST {path} HTTP/1.1\r\nHost: server.test\r\nConnection: close\r\nContent-Length: {body.Length}\r\n{headers}\r\n";
        await connection.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body], TestContext.Current.CancellationToken);
        await connection.FlushAsync(TestContext.Current.CancellationToken);
        using var reply = new MemoryStream();
        await connection.CopyToAsync(reply, TestContext.Current.CancellationToken);
        return Id().Replace(Date().Replace(Encoding.Latin1.GetString(reply.ToArray()), "Date: [date]"), "x-request-id: [id]");
    }

    [GeneratedRegex("Date: [^\r]*")]
    private static partial Regex Date();

    [GeneratedRegex("x-request-id: [^\r]*")]
    private static partial Regex Id();
}
