using System.Text.RegularExpressions;
using Fastchat.Contracts.Admin.V1;
using Fastchat.ModelGateway.Routing;
using Google.Protobuf.WellKnownTypes;
using DomainModel = Fastchat.ModelGateway.Registry.RegisteredModel;
using Enum = System.Enum;
using WireChoice = Fastchat.Contracts.Admin.V1.TargetChoice;

namespace Fastchat.ModelGateway.Registry;

/// <summary>From what an entry says to what the gateway works with. Entries are checked before.</summary>
internal static partial class RegistryShapes
{
    /// <summary>The kind that an entry means.</summary>
    public static string Kind(ModelProviderSpec spec) => spec.Kind.Length > 0 ? spec.Kind : "openai";

    /// <summary>The address that an entry means: with a version, and with a slash at the end.</summary>
    public static Uri Address(string url)
    {
        var address = new Uri(url.TrimEnd('/'));
        var text = address.AbsoluteUri.TrimEnd('/');
        return new Uri(Version().IsMatch(address.AbsolutePath) ? $"{text}/" : $"{text}/v1/");
    }

    /// <summary>A provider.</summary>
    public static ProviderEntry ToEntry(StatedProvider provider)
    {
        var spec = provider.Spec;
        return new ProviderEntry
        {
            Name = provider.Name,
            Kind = Kind(spec),
            BaseUrl = Address(spec.BaseUrl),
            ApiKey = provider.ApiKey,
            ApiKeyHeader = spec.ApiKeyHeader.Length > 0 ? spec.ApiKeyHeader : null,
            Headers = spec.Headers,
            Patterns = spec.ModelPatterns,
            ListsModels = !spec.HasListModels || spec.ListModels,
            Region = spec.Region,
            AllowsPrivateAddresses = spec.AllowPrivateAddresses,
            ConnectTimeout = spec.ConnectTimeout?.ToTimeSpan() ?? TimeSpan.FromSeconds(10),
            Limits = ToLimits(spec.Limits),
        };
    }

    /// <summary>A model.</summary>
    public static DomainModel ToModel(StatedModel model)
    {
        var spec = model.Spec;
        return new DomainModel
        {
            Name = model.Name,
            Targets = [.. spec.Targets.Select(t => new ModelTarget(t.Provider, t.Model, t.HasWeight ? t.Weight : 1))],
            Choice = spec.Choice switch
            {
                WireChoice.LeastBusy => TargetChoice.LeastBusy,
                WireChoice.InOrder => TargetChoice.InOrder,
                _ => TargetChoice.Weighted,
            },
            Fallbacks = [.. spec.Fallbacks.Select(f => new ModelFallback(f.Model, [.. f.Causes.Select(c => Enum.Parse<FailureCause>(c.ToString()))]))],
            ContextWindow = spec.HasContextWindow ? spec.ContextWindow : null,
            MaxOutputTokens = spec.HasMaxOutputTokens ? spec.MaxOutputTokens : null,
            Price = spec.Price is { } price ? new Metering.ModelPrice((decimal)price.Prompt, (decimal)price.Completion) : null,
            Abilities = ToAbilities(spec.Abilities),
            Timeouts = ToTimeouts(spec.Timeouts),
            Retries = spec.HasRetries ? spec.Retries : 1,
            HedgeAfter = spec.HedgeAfter?.ToTimeSpan(),
            Region = spec.Region,
            Tags = spec.Tags,
            Defaults = spec.Defaults is { } defaults ? ModelDefaults.Read(defaults) : null,
            OwnedBy = spec.OwnedBy.Length > 0 ? spec.OwnedBy : spec.Targets[0].Provider,
            Created = model.Times?.Created.ToUnixTimeSeconds() ?? 0,
        };
    }

    private static ProviderLimits ToLimits(Contracts.Admin.V1.ProviderLimits? limits)
    {
        var defaults = ProviderLimits.Default;
        return limits is null ? defaults : new ProviderLimits
        {
            MaxConcurrency = limits.HasMaxConcurrency ? limits.MaxConcurrency : defaults.MaxConcurrency,
            MaxQueue = limits.HasMaxQueue ? limits.MaxQueue : defaults.MaxQueue,
            QueueTime = limits.QueueTime?.ToTimeSpan() ?? defaults.QueueTime,
            FailureRatio = limits.HasFailureRatio ? limits.FailureRatio : defaults.FailureRatio,
            MinimumThroughput = limits.HasMinimumThroughput ? limits.MinimumThroughput : defaults.MinimumThroughput,
            SamplingDuration = limits.SamplingDuration?.ToTimeSpan() ?? defaults.SamplingDuration,
            BreakDuration = limits.BreakDuration?.ToTimeSpan() ?? defaults.BreakDuration,
        };
    }

    private static ModelAbilities ToAbilities(Contracts.Admin.V1.ModelAbilities? abilities) => abilities is null ? ModelAbilities.Unknown : new ModelAbilities
    {
        Tools = !abilities.HasTools || abilities.Tools,
        Vision = !abilities.HasVision || abilities.Vision,
        Files = !abilities.HasFiles || abilities.Files,
        JsonSchema = !abilities.HasJsonSchema || abilities.JsonSchema,
        Reasoning = !abilities.HasReasoning || abilities.Reasoning,
        Logprobs = !abilities.HasLogprobs || abilities.Logprobs,
        EmbeddingDimensions = abilities.HasEmbeddingDimensions ? abilities.EmbeddingDimensions : null,
    };

    private static ModelTimeouts ToTimeouts(Contracts.Admin.V1.ModelTimeouts? timeouts)
    {
        var defaults = new ModelTimeouts();
        return timeouts is null ? defaults : new ModelTimeouts
        {
            FirstToken = timeouts.FirstToken?.ToTimeSpan() ?? defaults.FirstToken,
            BetweenTokens = timeouts.BetweenTokens?.ToTimeSpan() ?? defaults.BetweenTokens,
            Total = timeouts.Total?.ToTimeSpan() ?? defaults.Total,
        };
    }

    [GeneratedRegex("/v[0-9]+[a-z0-9]*$")]
    private static partial Regex Version();
}
