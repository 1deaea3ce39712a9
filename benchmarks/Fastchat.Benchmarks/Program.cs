using Fastchat.Benchmarks;
using Fastchat.Benchmarks.Micro;
using Fastchat.Benchmarks.Privacy;
using Fastchat.Benchmarks.Stores;
using Fastchat.Benchmarks.Targets;

// Each server under measurement is this program again, in a process of its own: its CPU time is the server's alone.
return args switch
{
    ["product"] => await ProductTarget.RunAsync(),
    ["wire"] => await WireTarget.RunAsync(),
    ["raw"] => await RawTarget.RunAsync(),
    ["minimal"] => await MinimalTarget.RunAsync(),
    ["audit", .. var records] => await AuditBenchmark.RunAsync(runs: 5, records is [var count, ..] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 1_000_000),
    ["noisy", .. var pace] => await NoisyBenchmark.RunAsync(rounds: 20, pace is [var perSecond, ..] ? int.Parse(perSecond, System.Globalization.CultureInfo.InvariantCulture) : 1000),
    ["stores"] => await StoreComparison.RunAsync(runs: 5),
    ["conversation"] => await ConversationBenchmark.RunAsync(runs: 50),
    ["micro", .. var filter] => MicroBenchmarks.Run(filter),
    ["privacy", .. var rest] => await PrivacyBenchmark.RunAsync(rest),
    [var runs, .. var names] when int.TryParse(runs, out var times) => await Driver.RunAsync(times, names),
    _ => await Driver.RunAsync(runs: 5, args),
};
