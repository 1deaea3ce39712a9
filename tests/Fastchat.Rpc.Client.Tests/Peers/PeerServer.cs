using System.Diagnostics;

namespace Fastchat.Rpc.Client.Tests.Peers;

/// <summary>A gRPC server that nobody here wrote, in a process of its own.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private readonly Process _process;

    private PeerServer(Process process, int port, RpcChannelOptions options)
    {
        _process = process;
        Channel = RpcChannel.ForAddress($"http://127.0.0.1:{port}", options);
        Client = new TextClient(Channel.CreateCallInvoker());
    }

    public RpcChannel Channel { get; }

    public TextClient Client { get; }

    /// <summary>Starts one.</summary>
    /// <param name="peer"><c>grpcio</c> or <c>grpc-js</c>.</param>
    /// <param name="compression">How it compresses its responses; null for not.</param>
    /// <param name="options">The channel's options.</param>
    public static async Task<PeerServer> StartAsync(string peer, string? compression = null, RpcChannelOptions? options = null)
    {
        var peers = Path.Combine(Root(), "tests", "peers");
        // Debian's own interpreter: another one would not see Debian's grpcio.
        string[] command = peer == "grpcio"
            ? ["/usr/bin/python3", Path.Combine(peers, "python", "echo_server.py")]
            : ["node", Path.Combine(peers, "echo-server.mjs")];
        var start = new ProcessStartInfo(command[0], [command[1], compression ?? "identity"]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return line is null
            ? throw new InvalidOperationException($"{peer} did not start; eng/setup installs it.")
            : new PeerServer(process, int.Parse(line), options ?? new RpcChannelOptions());
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        // It stops when its input ends, so that it stops with a test that is killed, too.
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "global.json"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
