using Fastchat.Foundation;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Scripts;

/// <summary>
/// The models that are written down in files. The files are looked at each second; changed ones are in force within two,
/// for the calls that begin then. Ones with mistakes change nothing, and are told of in log and health.
/// </summary>
public sealed class ScriptedModels : RepeatedWork, IModelProvider
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ScriptFolder _folder;
    private readonly ILogger<ScriptedModels> _logger;
    private readonly SettledChange<string> _files;
    private volatile IReadOnlyDictionary<string, ChatScriptModel> _models = new Dictionary<string, ChatScriptModel>();

    /// <summary>Reads the scripts.</summary>
    /// <exception cref="FormatException">Lists all mistakes, each with its line.</exception>
    public ScriptedModels(ScriptFolder folder, TimeProvider clock, ILogger<ScriptedModels> logger)
        : base(LookEvery, clock)
    {
        _folder = folder;
        _logger = logger;
        _files = new SettledChange<string>(folder.Mark());
        var (scripts, mistakes) = folder.Read();
        if (mistakes.Count > 0) throw new FormatException(string.Join(Environment.NewLine, mistakes));
        Take(scripts);
    }

    /// <summary>Why the files as they are now are not in force; null when they are.</summary>
    public string? Trouble { get; private set; }

    /// <inheritdoc />
    public string Name => "scripts";

    /// <inheritdoc />
    public IReadOnlyList<ModelInfo> Models { get; private set; } = [];

    /// <inheritdoc />
    public bool Offers(string model) => _models.ContainsKey(model);

    /// <inheritdoc />
    public IChatModel ChatModel(string model) => _models.GetValueOrDefault(model)
        ?? throw new FastchatException(Contracts.Errors.V1.ErrorReason.ModelNotFound, $"There is no script for a model '{model}'.", "model");

    /// <summary>Looks at the files, and reads them again when they have changed and are no longer being written.</summary>
    public void Look()
    {
        if (!_files.IsSeenBy(_folder.Mark())) return;
        var (scripts, mistakes) = _folder.Read();
        Trouble = mistakes.Count == 0 ? null : string.Join("; ", mistakes);
        if (Trouble is null)
        {
            Take(scripts);
            Log.ScriptsRead(_logger, scripts.Count);
        }
        else
        {
            Log.ScriptsWrong(_logger, Trouble);
        }
    }

    /// <inheritdoc />
    protected override Task RunAsync(CancellationToken stoppingToken)
    {
        Look();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    protected override void Tell(Exception failure) => Log.ScriptsNotRead(_logger, failure);

    private void Take(IReadOnlyDictionary<string, ChatScript> scripts)
    {
        _models = scripts.ToDictionary(s => s.Key, s => new ChatScriptModel(s.Value, Clock), StringComparer.Ordinal);
        Models = [.. scripts.Values.OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => new ModelInfo(s.Name, s.OwnedBy))];
    }
}
