using System.Net;

namespace Fastchat.Rpc.Json;

/// <summary>The files of a JSON parsing suite as bodies: y_ must be taken, n_ must be refused, others may be either, none may fail.</summary>
public sealed class JsonSuiteTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task RestBody_EveryFile_IsTakenOrRefusedAsItsNameSays()
    {
        var wrong = await WrongAsync("/v1/values", json => json);

        Assert.Empty(wrong);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task ConnectBody_EveryFile_IsTakenOrRefusedAsItsNameSays()
    {
        var wrong = await WrongAsync("/fastchat.wiretest.v1.ShapeService/TakeValue", json => [.. "{\"value\":"u8, .. json, .. "}"u8]);

        Assert.Empty(wrong);
    }

    private static async Task<List<string>> WrongAsync(string path, Func<byte[], byte[]> wrap)
    {
        var folder = Path.Combine(CorpusFolder(), "json-suite");
        await using var server = await WireServer.StartAsync();
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order())
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);

            // An empty body is an empty message by intent, not a piece of JSON.
            if (bytes.Length == 0) continue;
            var reply = await server.SendAsync(HttpMethod.Post, path, WireServer.Bytes(wrap(bytes), "application/json"));
            var name = Path.GetFileName(file);
            var right = name[..2] switch
            {
                "y_" => reply.Status == HttpStatusCode.OK,
                "n_" => reply.Status == HttpStatusCode.BadRequest,
                _ => reply.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest,
            };
            if (!right) wrong.Add($"{name}: {(int)reply.Status} {reply.Text}");
        }

        wrong.AddRange(server.Log.Lines);
        return wrong;
    }

    private static string CorpusFolder()
    {
        var folder = Environment.GetEnvironmentVariable("FASTCHAT_CORPORA") is { Length: > 0 } named ? named : Above();
        if (folder is null || !Directory.Exists(folder)) Assert.Skip("The test corpora are absent: set FASTCHAT_CORPORA to their folder.");
        return folder;
    }

    private static string? Above()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "corpora");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}
