using Fastchat.Benchmarks;

// Each server under measurement is this program again, in a process of its own: its CPU time is the server's alone.
return args switch
{
    ["serve"] => await FastchatTarget.RunAsync(),
    ["raw"] => await RawTarget.RunAsync(),
    _ => await Driver.RunAsync(args),
};
