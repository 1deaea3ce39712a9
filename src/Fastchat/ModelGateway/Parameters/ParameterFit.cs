using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Parameters;

/// <summary>
/// Fits a request to a model: (1) the model's defaults stand in for what is not stated, (2) what the model cannot do is refused or,
/// where the tenant wishes it, left out, (3) the answer is no longer than the model's may be, (4) the question no longer than it reads.
/// A fallback is another model, and the request is fitted to it anew.
/// </summary>
public static class ParameterFit
{
    /// <summary>Fits a request. The one that is given stays as it is.</summary>
    /// <exception cref="FastchatException">PARAMETER_UNSUPPORTED or CONTEXT_LENGTH_EXCEEDED.</exception>
    public static FittedRequest Fit(RegisteredModel model, ModelRequest request)
    {
        // (1) The model's defaults.
        var parameters = Changes(model, request.Permit.Models) ? request.Parameters.Clone() : request.Parameters;
        if (model.Defaults is { } defaults) ParameterDefaults.Apply(defaults, parameters);

        // (2) What it can do, and what the tenant lets it do.
        if (parameters.Tools.Count > 0 && !request.Permit.Models.AllowsTools)
            throw new FastchatException(ErrorReason.ParameterUnsupported, "tools must be absent: the tenant's settings allow models no tools.", "tools");
        ContentAbilities.Check(model, parameters, request.Prepended);
        var dropped = SettingAbilities.Apply(model, parameters, request.Permit.Models.DropsParameters);

        // (3) The longest answer, (4) the longest question.
        if (!request.IsToBeTrimmed) LengthLimits.Apply(model, parameters, request.Permit.Models.MaxContext, request.Counted);
        return new FittedRequest(ReferenceEquals(parameters, request.Parameters) ? request : request with { Parameters = parameters }, dropped);
    }

    // Most models change nothing of most requests, which are then only looked at.
    private static bool Changes(RegisteredModel model, TenantModels tenant) =>
        model.Defaults is not null || model.MaxOutputTokens is not null || model.ContextWindow is not null || tenant.MaxContext is not null || tenant.DropsParameters;

    /// <summary>The longest answer that is asked for, under either name; null for none.</summary>
    internal static int? Length(ChatCompletionParams parameters) =>
        parameters.HasMaxCompletionTokens ? parameters.MaxCompletionTokens : parameters.HasMaxTokens ? parameters.MaxTokens : null;
}
