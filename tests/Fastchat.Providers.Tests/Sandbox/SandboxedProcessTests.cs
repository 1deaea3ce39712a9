using System.Diagnostics;
using System.Text;

namespace Fastchat.Providers.Sandbox;

public sealed class SandboxedProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<SandboxIsolation> Isolations() =>
        [SandboxIsolation.Namespaces, SandboxIsolation.LimitsOnly, SandboxIsolation.None];

    public static TheoryData<SandboxIsolation> Limiting() => [SandboxIsolation.Namespaces, SandboxIsolation.LimitsOnly];

    [Theory]
    [MemberData(nameof(Isolations))]
    public async Task Run_InputGiven_OutputErrorAndExitCodeComeBack(SandboxIsolation isolation)
    {
        var result = await RunAsync(isolation, new(), "cat; echo trouble >&2; exit 3", Bytes("hello"));

        Assert.Equal(SandboxOutcome.Exited, result.Outcome);
        Assert.Equal("hello", Encoding.UTF8.GetString(result.Output.Span));
        Assert.Equal("trouble\n", result.Error);
        Assert.Equal(3, result.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Isolations))]
    public async Task Run_LargeInputEchoed_NeitherPipeBlocks(SandboxIsolation isolation)
    {
        var input = new byte[5_000_000];
        new Random(1).NextBytes(input);

        var result = await RunAsync(isolation, new(), "cat", new MemoryStream(input));

        Assert.True(result.Output.Span.SequenceEqual(input));
    }

    [Theory]
    [MemberData(nameof(Isolations))]
    public async Task Run_InputNotRead_IsNoError(SandboxIsolation isolation)
    {
        var result = await RunAsync(isolation, new(), "exit 0", new MemoryStream(new byte[5_000_000]));

        Assert.Equal((SandboxOutcome.Exited, 0), (result.Outcome, result.ExitCode));
    }

    [Theory]
    [MemberData(nameof(Isolations))]
    public async Task Run_TimeLimitPassed_TreeIsEnded(SandboxIsolation isolation)
    {
        var options = new SandboxOptions { TimeLimit = TimeSpan.FromMilliseconds(300) };
        var watch = Stopwatch.StartNew();

        var result = await RunAsync(isolation, options, "sleep 100 & sleep 100", Stream.Null);

        Assert.Equal(SandboxOutcome.TimedOut, result.Outcome);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.2, 10);
        Assert.Equal(0, ChildProcesses.Count());
    }

    [Theory]
    [MemberData(nameof(Isolations))]
    public async Task Run_Cancelled_TreeIsEnded(SandboxIsolation isolation)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var sandbox = new SandboxedProcess(isolation, TimeProvider.System);
        var run = sandbox.RunAsync(new(), "sh", ["-c", "sleep 100 & sleep 100"], Stream.Null, cancellation.Token);
        await ChildProcesses.AppearAsync(Cancellation);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(0, ChildProcesses.Count());
    }

    [Theory]
    [MemberData(nameof(Isolations))]
    public async Task Run_TooMuchOutput_IsEnded(SandboxIsolation isolation)
    {
        var result = await RunAsync(isolation, new SandboxOptions { OutputLimit = 100_000 }, "yes", Stream.Null);

        Assert.Equal(SandboxOutcome.OutputTooLarge, result.Outcome);
        Assert.Equal(0, result.Output.Length);
        Assert.Equal(0, ChildProcesses.Count());
    }

    [Theory]
    [MemberData(nameof(Isolations))]
    public async Task Run_MuchError_BeginningIsKept(SandboxIsolation isolation)
    {
        var result = await RunAsync(isolation, new(), "yes x | head -c 1000000 >&2; echo done", Stream.Null);

        Assert.Equal("done\n", Encoding.UTF8.GetString(result.Output.Span));
        Assert.Equal(new SandboxOptions().ErrorLimit, result.Error.Length);
    }

    [Theory]
    [MemberData(nameof(Limiting))]
    public async Task Run_MemoryLimitPassed_Fails(SandboxIsolation isolation)
    {
        var options = new SandboxOptions { AddressSpaceLimit = 64 << 20 };

        // dd asks for its whole block at once.
        var within = await RunAsync(isolation, options, "dd if=/dev/zero of=/dev/null bs=8M count=1", Stream.Null);
        var beyond = await RunAsync(isolation, options, "dd if=/dev/zero of=/dev/null bs=200M count=1", Stream.Null);

        Assert.Equal(0, within.ExitCode);
        Assert.NotEqual(0, beyond.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Limiting))]
    public async Task Run_CpuLimitPassed_IsKilled(SandboxIsolation isolation)
    {
        var options = new SandboxOptions { CpuLimit = TimeSpan.FromSeconds(1), TimeLimit = TimeSpan.FromSeconds(30) };

        var result = await RunAsync(isolation, options, "while :; do :; done", Stream.Null);

        Assert.Equal(SandboxOutcome.Exited, result.Outcome);
        Assert.InRange(result.ExitCode, 128, 255);
    }

    [Theory]
    [MemberData(nameof(Isolations))]
    public async Task Run_EnvironmentOfServer_IsNotHandedOn(SandboxIsolation isolation)
    {
        Environment.SetEnvironmentVariable("FASTCHAT_SECRET_OF_TEST", "s3cret");
        var options = new SandboxOptions { Environment = new Dictionary<string, string> { ["GIVEN"] = "yes" } };

        var result = await RunAsync(isolation, options, "env", Stream.Null);

        var said = Encoding.UTF8.GetString(result.Output.Span);
        Assert.Contains("GIVEN=yes", said);
        Assert.DoesNotContain("s3cret", said);
    }

    [Theory]
    [InlineData("cat /etc/passwd")]
    [InlineData("ls /root /home")]
    [InlineData("echo x > /usr/x")]
    [InlineData("grep -v '^ *lo:' /proc/net/dev | grep ':'")]
    [InlineData("kill -0 $PARENT")]
    public async Task Run_InNamespaces_OutsideIsOutOfReach(string script)
    {
        var options = new SandboxOptions
        {
            Environment = new Dictionary<string, string> { ["PARENT"] = $"{Environment.ProcessId}" },
        };

        var outside = await RunAsync(SandboxIsolation.LimitsOnly, options, script.Replace("/usr/x", "/dev/null"), Stream.Null);
        var inside = await RunAsync(SandboxIsolation.Namespaces, options, script, Stream.Null);

        Assert.Equal(0, outside.ExitCode);
        Assert.NotEqual(0, inside.ExitCode);
    }

    [Fact]
    public async Task Run_InNamespaces_GivenPathIsReadableAndNoMore()
    {
        using var folder = new TemporaryFolder();
        var given = folder.Write("given.txt", "given"u8);
        var other = folder.Write("other.txt", "other"u8);
        var options = new SandboxOptions { ReadOnlyPaths = [given] };

        var result = await RunAsync(
            SandboxIsolation.Namespaces, options, $"cat {given}; cat {other} || echo x > {given} || echo safe", Stream.Null);

        Assert.Equal("givensafe\n", Encoding.UTF8.GetString(result.Output.Span));
    }

    [Fact]
    public async Task Run_CallersThreadEnds_ChildLivesOn()
    {
        SkipWithoutNamespaces();
        var sandbox = new SandboxedProcess(SandboxIsolation.Namespaces, TimeProvider.System);
        var pipe = new System.IO.Pipelines.Pipe();
        Task<SandboxResult>? run = null;
        var caller = new Thread(() => run = sandbox.RunAsync(new(), "cat", [], pipe.Reader.AsStream(), Cancellation));
        caller.Start();
        caller.Join();
        await ChildProcesses.AppearAsync(Cancellation);

        await pipe.Writer.WriteAsync("still here"u8.ToArray(), Cancellation);
        await pipe.Writer.CompleteAsync();

        var result = await run!;
        Assert.Equal("still here", Encoding.UTF8.GetString(result.Output.Span));
    }

    [Fact]
    public async Task Run_ProgramMissing_Throws() => await Assert.ThrowsAsync<System.ComponentModel.Win32Exception>(() =>
        new SandboxedProcess(SandboxIsolation.None, TimeProvider.System)
            .RunAsync(new(), "no-such-program", [], Stream.Null, Cancellation));

    [Fact]
    public async Task Detect_Here_ChoosesWhatWorks()
    {
        var sandbox = await SandboxedProcess.DetectAsync(TimeProvider.System, Cancellation);

        var result = await sandbox.RunAsync(new(), "true", [], Stream.Null, Cancellation);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(OperatingSystem.IsLinux(), sandbox.Isolation != SandboxIsolation.None);
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<SandboxResult> RunAsync(
        SandboxIsolation isolation, SandboxOptions options, string script, Stream input)
    {
        Assert.SkipWhen(
            isolation != SandboxIsolation.None && !OperatingSystem.IsLinux(), "prlimit and bwrap exist on Linux only.");
        if (isolation == SandboxIsolation.Namespaces)
        {
            SkipWithoutNamespaces();
        }

        return await new SandboxedProcess(isolation, TimeProvider.System)
            .RunAsync(options, "sh", ["-c", script], input, Cancellation);
    }

    private static void SkipWithoutNamespaces() => Assert.SkipUnless(
        SharedSandbox.Instance.Isolation == SandboxIsolation.Namespaces, "bwrap is missing or forbidden here.");
}
