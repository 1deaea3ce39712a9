using System.Text;

namespace Fastchat.Providers.Documents;

public sealed class DecodeWorkerTests
{
    [Fact]
    public async Task Run_Html_WritesAPageAsALineOfJson()
    {
        var (exitCode, output, error) = await RunAsync(["decode", "html"], "<p>one</p><p>\"é\"</p>");

        Assert.Equal(0, exitCode);
        Assert.Equal("""{"number":null,"text":"one\n\n\"é\""}""" + "\n", output);
        Assert.Empty(error);
    }

    [Fact]
    public async Task Run_FileAtFault_SaysWhyAndExitsAsDataError()
    {
        var (exitCode, output, error) = await RunAsync(["decode", "docx"], "no zip");

        Assert.Equal(65, exitCode);
        Assert.Empty(output);
        Assert.Equal("it is damaged: its ZIP directory cannot be read", error.Trim());
    }

    [Fact]
    public async Task Run_UnknownFormat_ExitsAsUsageError()
    {
        var (exitCode, _, error) = await RunAsync(["decode", "exe"], "");

        Assert.Equal(64, exitCode);
        Assert.StartsWith("usage: ", error);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments, string input)
    {
        var output = new MemoryStream();
        var error = new StringWriter();
        var exitCode = await DecodeWorker.RunAsync(
            arguments, new MemoryStream(Encoding.UTF8.GetBytes(input)), output, error);
        return (exitCode, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
