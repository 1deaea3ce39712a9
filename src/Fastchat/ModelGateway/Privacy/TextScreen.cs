using Fastchat.Foundation;
using Fastchat.Governance.Privacy;
using Fastchat.Governance.Tenants;
using Microsoft.Extensions.Logging;

namespace Fastchat.ModelGateway.Privacy;

/// <summary>Keeps personal data out of texts that models read, as the tenant wants it kept out of questions.</summary>
public sealed class TextScreen(TenantDirectory tenants, PrivacyFilter filter, ILogger<TextScreen> logger)
{
    /// <summary>The texts as a model may read them.</summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="param">The field that holds each, for errors.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FastchatException">CONTENT_BLOCKED, naming the field; UPSTREAM_UNAVAILABLE when nobody could look.</exception>
    public async ValueTask<IReadOnlyList<string>> AdmitAsync(TenantId tenant, IReadOnlyList<string> texts, Func<int, string> param, CancellationToken cancellationToken)
    {
        if ((await tenants.SettingsAsync(tenant, cancellationToken)).Privacy is not { Input: { } rules } policy) return texts;
        var scope = filter.Open(policy, rules);
        var admitted = new string[texts.Count];
        for (var i = 0; i < admitted.Length; i++) admitted[i] = await scope.ApplyAsync(texts[i], param(i), cancellationToken);
        if (!scope.Tally.IsEmpty) Log.PersonalData(logger, tenant.Value, scope.Tally.ToString());
        return admitted;
    }
}
