using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Fastchat.Benchmarks;

/// <summary>Requests as h2load sends them, all alike.</summary>
/// <param name="Path">Path and query.</param>
/// <param name="ContentType">The type of <paramref name="Body"/>.</param>
/// <param name="Body">What is posted.</param>
/// <param name="Requests">How many in all.</param>
/// <param name="Connections">Over how many connections.</param>
/// <param name="Streams">How many at once on each.</param>
/// <param name="ReplyBytes">The least bytes that all replies' bodies have together: one cut short would look cheap.</param>
internal sealed partial record Load(string Path, string ContentType, byte[] Body, int Requests, int Connections, int Streams, long ReplyBytes)
{
    /// <summary>Whether requests go over HTTP/1.1.</summary>
    public bool Http1 { get; init; }

    /// <summary>What is shown to be let in.</summary>
    public string Credential { get; init; } = Targets.ProductTarget.ApiKey;

    /// <summary>Sends all requests and waits for their ends.</summary>
    /// <exception cref="InvalidOperationException">A request failed or was answered short.</exception>
    public async Task RunAsync(Uri server)
    {
        var body = System.IO.Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(body, Body);
            string[] arguments =
            [
                "-n", Number(Requests), "-c", Number(Connections), "-m", Number(Streams), "-d", body, "-w", "24", "-W", "26",
                "-H", $"content-type: {ContentType}", "-H", "te: trailers", "-H", $"authorization: Bearer {Credential}",
                .. Http1 ? ["--h1"] : Array.Empty<string>(), new Uri(server, Path).ToString(),
            ];
            using var process = Process.Start(new ProcessStartInfo("h2load", arguments) { RedirectStandardOutput = true })!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Check(output);
        }
        finally
        {
            File.Delete(body);
        }
    }

    private void Check(string output)
    {
        var succeeded = Succeeded().Match(output);
        var data = Data().Match(output);
        if (!succeeded.Success || int.Parse(succeeded.Groups[1].Value, CultureInfo.InvariantCulture) != Requests
            || long.Parse(data.Groups[1].Value, CultureInfo.InvariantCulture) < ReplyBytes)
            throw new InvalidOperationException($"{Path} was not answered in full:{Environment.NewLine}{output}");
    }

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"status codes: (\d+) 2xx")]
    private static partial Regex Succeeded();

    [GeneratedRegex(@"\((\d+)\) data")]
    private static partial Regex Data();
}
