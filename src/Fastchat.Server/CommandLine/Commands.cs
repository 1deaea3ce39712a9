namespace Fastchat.Server.CommandLine;

/// <summary>The commands for whoever signs in at a terminal or lets services sign their own tokens.</summary>
internal static class Commands
{
    /// <summary>What they are, for the usage.</summary>
    public const string Usage = """
          Fastchat.Server login [url]     signs in at the server of that URL (or FASTCHAT_URL) with your browser, and keeps the token
          Fastchat.Server token           prints the token that is kept, renewed when that is needed and possible
          Fastchat.Server logout          removes it
          Fastchat.Server service-token --key private.pem --issuer ISS --audience AUD --subject SUB [--claim name=value]... [--lifetime seconds]
                                          prints a token that a service signs for itself
        """;

    /// <summary>Runs a command: its exit code; null for a word that is none.</summary>
    public static async Task<int?> TryRunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = TimeSpan.FromSeconds(30),
            MaxResponseContentBufferSize = 1024 * 1024,
        };
        var file = TokenFile.Default;
        var signIn = new SignIn(http, file, TimeProvider.System, errors);
        try
        {
            switch (args)
            {
                case ["login"]:
                    await signIn.LoginAsync(Environment.GetEnvironmentVariable("FASTCHAT_URL") is { Length: > 0 } set ? set : "http://127.0.0.1:8080");
                    return 0;
                case ["login", { } server] when !server.StartsWith('-'):
                    await signIn.LoginAsync(server);
                    return 0;
                case ["token"]:
                    await output.WriteLineAsync(await signIn.TokenAsync());
                    return 0;
                case ["logout"]:
                    file.Delete();
                    return 0;
                case ["service-token", .. var options]:
                    await output.WriteLineAsync(ServiceToken.Create(options, TimeProvider.System));
                    return 0;
                default:
                    return null;
            }
        }
        catch (Exception e) when (e is CommandException or HttpRequestException or IOException or OperationCanceledException)
        {
            await errors.WriteLineAsync(e is OperationCanceledException ? "No answer in time." : e.Message);
            return 1;
        }
    }
}
