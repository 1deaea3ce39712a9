using Fastchat.Benchmarks;
using Fastchat.Benchmarks.Micro;
using Fastchat.Benchmarks.Targets;

// Each server under measurement is this program again, in a process of its own: its CPU time is the server's alone.
return args switch
{
    ["product"] => await ProductTarget.RunAsync(),
    ["wire"] => await WireTarget.RunAsync(),
    ["raw"] => await RawTarget.RunAsync(),
    ["minimal"] => await MinimalTarget.RunAsync(),
    ["micro", .. var filter] => MicroBenchmarks.Run(filter),
    [var runs, .. var names] when int.TryParse(runs, out var count) => await Driver.RunAsync(count, names),
    _ => await Driver.RunAsync(runs: 5, args),
};
