using System.Text.Encodings.Web;
using System.Text.Json;
using Fastchat.Providers.Documents.Worker;
using Fastchat.Retrieval.Ingestion;

namespace Fastchat.Providers.Documents;

/// <summary>
/// The other side of <see cref="WorkerDecoder"/>: what the program does when it is started to decode one file. Whatever a
/// hostile file breaks, it breaks here, in a process that has nothing and is about to end.
/// </summary>
public static class DecodeWorker
{
    /// <summary>The first argument that makes the program a worker.</summary>
    public const string Verb = "decode";

    internal const string Html = "html";
    internal const string Docx = "docx";

    internal const int Done = 0;

    /// <summary>As EX_USAGE of sysexits.h.</summary>
    internal const int Misused = 64;

    /// <summary>As EX_DATAERR of sysexits.h: the file is at fault, and standard error holds the rest of a sentence.</summary>
    internal const int Refused = 65;

    private static readonly JsonWriterOptions JsonOptions = new()
    {
        // The lines never enter a web page; the strict encoder would treble every text that is not ASCII.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Decodes the file on standard input.</summary>
    /// <param name="arguments">The program's arguments: the verb, then "html" or "docx".</param>
    /// <param name="input">The file.</param>
    /// <param name="output">Where the pages go, a line of JSON each.</param>
    /// <param name="error">Where a refusal goes.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, Stream input, Stream output, TextWriter error)
    {
        if (arguments is not [Verb, Html or Docx])
        {
            await error.WriteLineAsync($"usage: {Verb} {Html}|{Docx}");
            return Misused;
        }

        try
        {
            var text = arguments[1] == Html ? HtmlReader.Read(input) : await DocxReader.ReadAsync(input);
            await WriteAsync(new DecodedPage(null, text), output);
            return Done;
        }
        catch (RefusedFileException e)
        {
            await error.WriteLineAsync(e.Message);
        }
        catch (OutOfMemoryException)
        {
            await error.WriteLineAsync("it needs more memory than a reader may use");
        }
        catch (Exception e) when (e is not IOException)
        {
            // Libraries fail on damaged files in as many ways as there are damages.
            await error.WriteLineAsync($"it is damaged ({e.GetType().Name})");
        }

        return Refused;
    }

    private static async Task WriteAsync(DecodedPage page, Stream output)
    {
        await using (var writer = new Utf8JsonWriter(output, JsonOptions))
        {
            writer.WriteStartObject();
            writer.WriteNull("number");
            writer.WriteString("text", page.Text);
            writer.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
        await output.FlushAsync();
    }
}
