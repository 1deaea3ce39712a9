using System.Globalization;
using System.Net.Sockets;
using Fastchat.LoadTests.Calls;

namespace Fastchat.LoadTests.Lab;

/// <summary>nginx in front of the mock, as people put it in front of a model server: kept connections on both sides, nothing buffered.</summary>
internal sealed class NginxProxy : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"];

    private readonly ChildProcess _process;

    private NginxProxy(ChildProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    /// <summary>Where it is installed; null when it is not.</summary>
    public static string? Program => Places.FirstOrDefault(File.Exists);

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Its master's number; the workers are its children.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="folder">Where its files go.</param>
    /// <param name="upstream">The mock's port.</param>
    /// <param name="workers">How many processes work.</param>
    public static async Task<NginxProxy> StartAsync(string program, string folder, int upstream, int workers)
    {
        var port = FreePort.Find();
        Directory.CreateDirectory(folder);
        var configuration = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(folder, port, upstream, workers));
        var proxy = new NginxProxy(ChildProcess.Start(program, ["-p", folder, "-c", configuration, "-e", Path.Combine(folder, "error.log")]), port);
        for (var tries = 0; tries < 100 && proxy._process.IsRunning; tries++)
        {
            try
            {
                CallConnection.Open(port).Dispose();
                return proxy;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        await proxy.DisposeAsync();
        throw new InvalidOperationException($"nginx does not start: {await File.ReadAllTextAsync(Path.Combine(folder, "error.log"))}");
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Configuration(string folder, int port, int upstream, int workers) => string.Create(CultureInfo.InvariantCulture, $$"""
        daemon off;
        {{(Environment.UserName == "root" ? "user root;" : "")}}
        worker_processes {{workers}};
        worker_rlimit_nofile 20000;
        pid {{folder}}/nginx.pid;
        events { worker_connections 16000; multi_accept on; }
        http {
          access_log off;
          tcp_nodelay on;
          keepalive_timeout 300s;
          keepalive_requests 100000000;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          upstream mock {
            server 127.0.0.1:{{upstream}};
            keepalive 8000;
            keepalive_requests 100000000;
          }
          server {
            listen 127.0.0.1:{{port}} backlog=4096;
            location / {
              proxy_pass http://mock;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
              proxy_read_timeout 300s;
            }
          }
        }
        """);
}
