using System.Globalization;

namespace Fastchat.LoadTests;

/// <summary>What is to be run, and how large.</summary>
internal sealed record LoadOptions
{
    /// <summary>How the program is called.</summary>
    public const string Usage = """
        Fastchat.LoadTests [SCENARIO …] [--streams N] [--tokens N] [--seconds S] [--runs N] [--per-connection N] [--nginx-workers N] [--warm-up S]
            [--target WORD …] [--set NAME=VALUE …] [--out FOLDER]
          runs the scenarios (all of them by default) against the server, and nginx beside it; writes report.md, report.csv and report.html;
          --target measures only targets whose names have the word; --set gives the server a setting
        Fastchat.LoadTests mock
          serves the mock provider until its input ends; prints its port
        """;

    /// <summary>The scenarios' names; empty for all.</summary>
    public IReadOnlyList<string> Scenarios { get; init; } = [];

    /// <summary>How many streams or connections; null for the scenario's own.</summary>
    public int? Streams { get; init; }

    /// <summary>How many tokens an answer has; null for the scenario's own.</summary>
    public int? Tokens { get; init; }

    /// <summary>For how long calls are made, where the scenario has a duration; null for its own.</summary>
    public double? Seconds { get; init; }

    /// <summary>How often each target is measured; medians are reported.</summary>
    public int Runs { get; init; } = 3;

    /// <summary>How many gRPC calls share a connection.</summary>
    public int CallsPerConnection { get; init; } = 100;

    /// <summary>How many processes of nginx work.</summary>
    public int NginxWorkers { get; init; } = 2;

    /// <summary>Words of the names of the targets that are measured, such as "sse"; empty for all.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Where the reports go; null for artifacts/load and the time.</summary>
    public string? Output { get; init; }

    /// <summary>The server.</summary>
    public string ServerProgram { get; init; } = "artifacts/bin/Fastchat.Server/release/Fastchat.Server";

    /// <summary>Settings of the server, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> ServerSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// For how many seconds each protocol is used before anything is measured, each time the server starts: it compiles what is
    /// used much in the background, and for the first half minute that is a third of what it does.
    /// </summary>
    public double WarmUpSeconds { get; init; } = 3;

    /// <summary>Whether the mock is a thread of this process, whose CPU then counts as the client's.</summary>
    public bool MockInProcess { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="known">The scenarios' names.</param>
    /// <exception cref="FormatException">Says what is wrong.</exception>
    public static LoadOptions Parse(IReadOnlyList<string> arguments, IReadOnlyCollection<string> known)
    {
        var options = new LoadOptions { ServerProgram = Environment.GetEnvironmentVariable("FASTCHAT_SERVER_BIN") is { Length: > 0 } server ? server : new LoadOptions().ServerProgram };
        var scenarios = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (!name.StartsWith('-'))
            {
                scenarios.Add(known.Contains(name) ? name : throw new FormatException($"There is no scenario '{name}'; there are {string.Join(", ", known)}."));
                continue;
            }

            if (++i == arguments.Count) throw new FormatException($"{name} needs a value.");
            options = options.With(name, arguments[i]);
        }

        return options with { Scenarios = scenarios };
    }

    /// <summary>Whether a target of that name is measured.</summary>
    public bool Measures(string target) => Targets.Count == 0 || Targets.Any(word => target.Contains(word, StringComparison.OrdinalIgnoreCase));

    private LoadOptions With(string name, string value) => name switch
    {
        "--streams" => this with { Streams = Whole(name, value) },
        "--tokens" => this with { Tokens = Whole(name, value) },
        "--seconds" => this with { Seconds = double.TryParse(value, CultureInfo.InvariantCulture, out var s) && s > 0 ? s : throw new FormatException($"{name} must be a number above 0, but is '{value}'.") },
        "--runs" => this with { Runs = Whole(name, value) },
        "--per-connection" => this with { CallsPerConnection = Whole(name, value) },
        "--nginx-workers" => this with { NginxWorkers = Whole(name, value) },
        "--warm-up" => this with { WarmUpSeconds = double.TryParse(value, CultureInfo.InvariantCulture, out var s) && s >= 0 ? s : throw new FormatException($"{name} must be a number, but is '{value}'.") },
        "--target" => this with { Targets = [.. Targets, value] },
        "--set" when value.Split('=', 2) is [var setting, var content] => this with { ServerSettings = new Dictionary<string, string>(ServerSettings) { [setting] = content } },
        "--out" => this with { Output = value },
        _ => throw new FormatException($"There is no option {name}."),
    };

    private static int Whole(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new FormatException($"{name} must be a whole number above 0, but is '{value}'.");
}
