namespace Fastchat.Server;

/// <summary>The one block that a start prints: where the server is, the key, and a line to paste.</summary>
internal static class Greeting
{
    private const string Question = "How do I upload a document?";

    public static async Task WriteAsync(FastchatHost host, TextWriter output)
    {
        // Nodes that share a database do not share its index yet: a guide that one of them holds would be missing on the others.
        var store = host.SharesDatabase ? null : await host.Services.GetRequiredService<Welcome>()
            .EnsureAsync(host.Tenant, Path.Combine(AppContext.BaseDirectory, "guide"), CancellationToken.None);
        var address = host.Address.ToString().TrimEnd('/');
        await output.WriteLineAsync(
            $$"""

            Fastchat listens on {{address}}  (gRPC, gRPC-Web, Connect, REST, WebSocket){{Line("Over TLS:   ", host.TlsAddress)}}{{Line("HTTP/2:     ", host.H2cAddress)}}
            Try it out: {{address}}/docs
            Tenant key: {{Shown(host.ApiKey, "FASTCHAT_API_KEY")}}
            Admin key:  {{Shown(host.AdminKey, "FASTCHAT_ADMIN_KEY")}}
            {{(store is null ? "List the models (paste this):" : "Ask the guide (paste this):")}}

            {{Line(address, Pasted(host.ApiKey), store)}}

            """);
        await output.FlushAsync();
    }

    private static string Line(string label, Uri? address) => address is null ? "" : $"{Environment.NewLine}{label}{address.ToString().TrimEnd('/')}";

    private static string Line(string address, string key, string? store) => store is null
        ? $"""curl {address}/v1/models -H "Authorization: Bearer {key}" """
        : $$$"""curl -N {{{address}}}/v1/chat/completions -H "Authorization: Bearer {{{key}}}" -H "Content-Type: application/json" -d '{"model":"extractive","stream":true,"messages":[{"role":"user","content":"{{{Question}}}"}],"tools":[{"type":"file_search","vector_store_ids":["{{{store}}}"]}]}'""";

    // Shown once, when it is made; afterwards only where it is kept.
    private static string Shown(KeyFile? file, string variable) => file switch
    {
        null => $"from {variable}",
        { IsNew: true } => $"{file.Key}  (shown this once; kept in {file.Path})",
        _ => $"in {file.Path}",
    };

    private static string Pasted(KeyFile? file) => file switch
    {
        null => "$FASTCHAT_API_KEY",
        { IsNew: true } => file.Key,
        _ => $"$(cat '{file.Path}')",
    };
}
