using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Governance.Tenants;

/// <summary>What models are given of conversations that are longer than their context; shares are of what a model's window leaves for what it reads.</summary>
public sealed record TenantContext
{
    /// <summary>What is done where nothing was said.</summary>
    public static TenantContext Default { get; } = new();

    /// <summary>Above which share older messages are left out.</summary>
    public double TrimAbove { get; init; } = 0.9;

    /// <summary>How far down.</summary>
    public double TrimTo { get; init; } = 0.6;

    /// <summary>The most that passages may take.</summary>
    public double PassagesShare { get; init; } = 0.5;

    /// <summary>The model of small tasks beside an answer; null for none.</summary>
    public string? HelperModel { get; init; }

    /// <summary>Whether what was left out is summarised for later turns.</summary>
    public bool Summarizes { get; init; } = true;

    /// <summary>Whether chat completions in OpenAI's shape leave out older messages too.</summary>
    public bool TrimsCompletions { get; init; }

    /// <summary>What stored settings mean.</summary>
    public static TenantContext From(ContextSettings? settings)
    {
        if (settings is null) return Default;
        var above = settings.HasTrimAbove ? settings.TrimAbove : Default.TrimAbove;
        return new TenantContext
        {
            // Of two that were set apart from each other, the lower threshold wins.
            TrimAbove = above,
            TrimTo = Math.Min(above, settings.HasTrimTo ? settings.TrimTo : Default.TrimTo),
            PassagesShare = settings.HasPassagesShare ? settings.PassagesShare : Default.PassagesShare,
            HelperModel = settings.HelperModel.Length > 0 ? settings.HelperModel : null,
            Summarizes = !settings.HasSummarize || settings.Summarize,
            TrimsCompletions = settings.TrimCompletions,
        };
    }
}
