using Fastchat.Providers.Documents;
using Microsoft.Testing.Platform.Builder;

// As in the server: the decoders start this very program to read one file.
if (args is [DecodeWorker.Verb, ..])
{
    return await DecodeWorker.RunAsync(
        args, Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error);
}

// What follows is what xunit generates where a test project has no entry of its own.
return args.Contains("--server") || args.Contains("--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
        args, (ITestApplicationBuilder builder, string[] a) => Fastchat.Server.SelfRegisteredExtensions.AddSelfRegisteredExtensions(builder, a))
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
