using System.Globalization;

namespace Fastchat.LoadTests;

/// <summary>What is to be run, and how large.</summary>
internal sealed record LoadOptions
{
    /// <summary>How the program is called.</summary>
    public const string Usage = """
        Fastchat.LoadTests [SCENARIO …] [--streams N] [--tokens N] [--seconds S] [--runs N] [--per-connection N] [--nginx-workers N] [--out FOLDER]
          runs the scenarios (all of them by default) against the server, and nginx beside it; writes report.md, report.csv and report.html
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

    /// <summary>Where the reports go; null for artifacts/load and the time.</summary>
    public string? Output { get; init; }

    /// <summary>The server.</summary>
    public string ServerProgram { get; init; } = "artifacts/bin/Fastchat.Server/release/Fastchat.Server";

    /// <summary>Settings of the server, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> ServerSettings { get; init; } = new Dictionary<string, string>();

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

    private LoadOptions With(string name, string value) => name switch
    {
        "--streams" => this with { Streams = Whole(name, value) },
        "--tokens" => this with { Tokens = Whole(name, value) },
        "--seconds" => this with { Seconds = double.TryParse(value, CultureInfo.InvariantCulture, out var s) && s > 0 ? s : throw new FormatException($"{name} must be a number above 0, but is '{value}'.") },
        "--runs" => this with { Runs = Whole(name, value) },
        "--per-connection" => this with { CallsPerConnection = Whole(name, value) },
        "--nginx-workers" => this with { NginxWorkers = Whole(name, value) },
        "--out" => this with { Output = value },
        _ => throw new FormatException($"There is no option {name}."),
    };

    private static int Whole(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new FormatException($"{name} must be a whole number above 0, but is '{value}'.");
}
