using Fastchat.Chat.Context;
using Fastchat.Chat.Privacy;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Audit;
using Fastchat.Governance.Identity;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway.Metering;
using Fastchat.ModelGateway.Registry;
using Grpc.Core;

namespace Fastchat.Chat.Responses;

/// <summary>Makes conversations short for callers who carry them themselves: the user's messages stay as they are, and one sealed item stands for the rest.</summary>
public sealed class ResponseCompactor(
    ResponseInputs inputs, ResponseHistory history, PrivacyScreens screens, FileInputs files, Asides asides, CompactionSeal seal, ModelMeter meter, TenantDirectory tenants, TimeProvider clock)
{
    /// <summary>Makes one short.</summary>
    /// <exception cref="FastchatException">What the request is refused for, named as callers of responses know it.</exception>
    public async Task<CompactResponseResponse> CompactAsync(CompactParams? parameters, ServerCallContext context)
    {
        var request = AsResponse(parameters ?? new CompactParams());
        ResponseRules.Check(request);
        var (tenant, id) = (context.Tenant(), Ids.New(Ids.Response, context.Tenant(), clock));
        var read = await inputs.ReadAsync(tenant, id, request, await history.BeforeAsync(tenant, request, context.CancellationToken), context.CancellationToken);
        var answer = await SummarizeAsync(tenant, request, read.Messages, context);
        var content = await seal.SealAsync(tenant, new CompactedHistory(Summarizer.Read(answer.Text) ?? "", IsWhole: false), context.CancellationToken);
        var made = new CompactResponseResponse
        {
            Id = id,
            Object = "response.compaction",
            CreatedAt = clock.GetUtcNow().ToUnixTimeSeconds(),
            Usage = ResponseShape.Usage(AnswerBuilder.ToUsage(answer.Usage)),
        };
        made.Output.AddRange(read.All.Where(i => i.Message is { Role: "user" }));
        made.Output.Add(new ResponseItem { Compaction = new CompactionItem { Id = ResponseIds.Output(id, Ids.Compaction, made.Output.Count), EncryptedContent = content } });
        return made;
    }

    private async Task<AsideAnswer> SummarizeAsync(TenantId tenant, ResponseParams request, ItemMessages messages, ServerCallContext context)
    {
        try
        {
            var asked = new TurnRequest { Tenant = tenant, Parameters = ResponseParameters.ToChat(request, messages.Messages), Audit = context.Audit() };
            ChatRules.Check(asked.Parameters, before: messages.Before);
            asked = await screens.AdmitAsync(asked, textName: "content", context.CancellationToken);
            await files.CheckAsync(tenant, asked.Parameters, context.CancellationToken);
            var said = asked.Parameters.Messages.Where(Summarizer.IsSaid).ToList();
            if (said.Count == 0) throw FastchatException.InvalidValue("input", "input must hold something that was said: there is nothing to make short.");
            var settings = await tenants.SettingsAsync(tenant, context.CancellationToken);
            var aside = asides.Fit(Summarizer.Ask(request.Model, null, said, Compactor.MostTokens), settings, new ModelPermit(settings.Models));
            var parameters = aside.Parameters();
            if (request.HasServiceTier) parameters.ServiceTier = request.ServiceTier;
            if (request.HasPromptCacheKey) parameters.PromptCacheKey = request.PromptCacheKey;
            context.Audit()?.Add("model", request.Model);
            await using var measured = await meter.BeginAsync(context, parameters, passages: 0, isStream: false);
            return await asides.AskAsync(tenant, new ModelPermit(settings.Models, measured.Permits), aside, parameters, measured, context.CancellationToken);
        }
        catch (FastchatException e)
        {
            throw ResponseNames.Translate(e, messages);
        }
    }

    private static ResponseParams AsResponse(CompactParams parameters)
    {
        var request = new ResponseParams { Model = parameters.Model, Input = parameters.Input };
        if (parameters.HasInstructions) request.Instructions = parameters.Instructions;
        if (parameters.HasPreviousResponseId) request.PreviousResponseId = parameters.PreviousResponseId;
        if (parameters.HasPromptCacheKey) request.PromptCacheKey = parameters.PromptCacheKey;
        if (parameters.HasServiceTier) request.ServiceTier = parameters.ServiceTier;
        return request;
    }
}
