using Fastchat.Contracts.Errors.V1;
using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Foundation;
using Fastchat.Governance.Tenants;
using Fastchat.ModelGateway.Registry;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.ModelGateway.Parameters;

public sealed class ParameterFitTests
{
    private static readonly ModelAbilities Nothing = new() { Tools = false, Vision = false, Files = false, JsonSchema = false, Reasoning = false, Logprobs = false };

    public static TheoryData<string, Action<ChatCompletionParams>> Settings => new()
    {
        { "tools", p => p.Tools.Add(Tool()) },
        { "response_format", p => p.ResponseFormat = new ResponseFormat { JsonObject = new JsonObjectFormat() } },
        { "response_format", p => p.ResponseFormat = new ResponseFormat { JsonSchema = new JsonSchemaFormat() } },
        { "reasoning_effort", p => p.ReasoningEffort = ReasoningEffort.Low },
        { "logprobs", p => p.Logprobs = true },
        { "logprobs", p => p.TopLogprobs = 2 },
    };

    [Theory]
    [MemberData(nameof(Settings), DisableDiscoveryEnumeration = true)]
    public void Fit_SettingWithoutAbility_IsRefusedByName(string param, Action<ChatCompletionParams> set)
    {
        var refusal = Refused(Model() with { Abilities = Nothing }, set);

        Assert.Equal((ErrorReason.ParameterUnsupported, param), (refusal.Reason, refusal.Param));
        Assert.Contains("'m'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Settings), DisableDiscoveryEnumeration = true)]
    public void Fit_SettingWithoutAbility_IsLeftOutAndToldWhereTheTenantSaysSo(string param, Action<ChatCompletionParams> set)
    {
        var request = Request(set);

        var (fitted, dropped) = ParameterFit.Fit(Model() with { Abilities = Nothing }, request with { Permit = Permit(drops: true) });

        Assert.Equal([param], dropped);
        Assert.Equal(Request(_ => { }).Parameters, fitted.Parameters);
        Assert.NotEqual(fitted.Parameters, request.Parameters);
    }

    [Theory]
    [MemberData(nameof(Settings), DisableDiscoveryEnumeration = true)]
    public void Fit_SettingWithAbility_PassesUnchanged(string param, Action<ChatCompletionParams> set)
    {
        var request = Request(set);

        var (fitted, dropped) = ParameterFit.Fit(Model(), request);

        Assert.NotEmpty(param);
        Assert.Empty(dropped);
        Assert.Equal(request.Parameters, fitted.Parameters);
    }

    [Fact]
    public void Fit_WhatAsksForNothing_NeedsNoAbility()
    {
        var (_, dropped) = ParameterFit.Fit(Model() with { Abilities = Nothing }, Request(p =>
        {
            p.Logprobs = false;
            p.ResponseFormat = new ResponseFormat { Text = new TextFormat() };
        }));

        Assert.Empty(dropped);
    }

    [Theory]
    [InlineData("""{"image":{"imageUrl":{"url":"https://example.com/a.png"}}}""")]
    [InlineData("""{"file":{"file":{"file_id":"x"}}}""")]
    [InlineData("""{"inputAudio":{"inputAudio":{"data":"","format":"wav"}}}""")]
    public void Fit_ContentWithoutAbility_IsRefusedByTheCallersPlaceAndNeverLeftOut(string part)
    {
        var request = Request(p =>
        {
            p.Messages.Insert(0, new ChatMessage { Role = ChatRole.System, Text = "The tenant's." });
            p.Messages.Add(new ChatMessage { Role = ChatRole.User, Parts = new ContentParts { Parts = { new ContentPart { Text = new TextPart { Text = "?" } }, JsonParser.Default.Parse<ContentPart>(part) } } });
        });

        var refusal = Assert.Throws<FastchatException>(() => ParameterFit.Fit(Model() with { Abilities = Nothing }, request with { Prepended = 1, Permit = Permit(drops: true) }));

        Assert.Equal((ErrorReason.ParameterUnsupported, "messages[1].content[1]"), (refusal.Reason, refusal.Param));
    }

    [Fact]
    public void Fit_ToolsOfATenantWithoutThem_AreRefusedAndNeverLeftOut()
    {
        var refusal = Assert.Throws<FastchatException>(() => ParameterFit.Fit(Model(), Request(p => p.Tools.Add(Tool())) with { Permit = Permit(tools: false, drops: true) }));

        Assert.Equal((ErrorReason.ParameterUnsupported, "tools"), (refusal.Reason, refusal.Param));
    }

    [Fact]
    public void Fit_Defaults_StandInForWhatIsNotStated()
    {
        var defaults = new ChatCompletionParams
        {
            Temperature = 0.1,
            TopP = 0.2,
            MaxTokens = 100,
            Seed = 7,
            ReasoningEffort = ReasoningEffort.High,
            Tools = { Tool() },
            LogitBias = { ["1"] = 2 },
            Stop = new StopSequences { One = "." },
            Model = "other",
            Rest = new Struct { Fields = { ["top_k"] = Value.ForNumber(40), ["mine"] = Value.ForNumber(1) } },
        };
        var before = defaults.Clone();

        var fitted = ParameterFit.Fit(Model() with { Defaults = defaults }, Request(p =>
        {
            p.Temperature = 0;
            p.MaxCompletionTokens = 5;
            p.Rest = new Struct { Fields = { ["mine"] = Value.ForNumber(2) } };
        })).Request.Parameters;

        Assert.Equal((0, 0.2, 7L, ReasoningEffort.High), (fitted.Temperature, fitted.TopP, fitted.Seed, fitted.ReasoningEffort));
        Assert.Equal((false, 5, "m", "."), (fitted.HasMaxTokens, fitted.MaxCompletionTokens, fitted.Model, fitted.Stop.One));
        Assert.Equal((1, 2.0, 40.0, 2.0), (fitted.Tools.Count, fitted.LogitBias["1"], fitted.Rest.Fields["top_k"].NumberValue, fitted.Rest.Fields["mine"].NumberValue));
        Assert.Equal(before, defaults);
    }

    [Fact]
    public void Fit_LongerAnswerThanTheModels_IsBroughtDown()
    {
        var model = Model() with { MaxOutputTokens = 50 };

        Assert.Equal(50, ParameterFit.Fit(model, Request(p => p.MaxTokens = 51)).Request.Parameters.MaxTokens);
        Assert.Equal(49, ParameterFit.Fit(model, Request(p => p.MaxCompletionTokens = 49)).Request.Parameters.MaxCompletionTokens);
        Assert.False(ParameterFit.Fit(model, Request(_ => { })).Request.Parameters.HasMaxTokens);
    }

    [Fact]
    public void Fit_LongerQuestionThanTheModelReads_IsRefusedWithTheCount()
    {
        var refusal = Refused(Model() with { ContextWindow = 107 }, p => p.Messages[0].Text = string.Concat(Enumerable.Repeat(" token", 100)));

        Assert.Equal((ErrorReason.ContextLengthExceeded, "messages"), (refusal.Reason, refusal.Param));
        Assert.Contains("107 tokens", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_QuestionThatJustFits_LeavesTheAnswerWhatIsLeft()
    {
        var request = Request(p =>
        {
            p.Messages[0].Text = string.Concat(Enumerable.Repeat(" token", 100));
            p.MaxTokens = 500;
        });

        Assert.Equal(13, ParameterFit.Fit(Model() with { ContextWindow = 120 }, request).Request.Parameters.MaxTokens);
        Assert.Equal(500, ParameterFit.Fit(Model() with { ContextWindow = 12_000 }, request).Request.Parameters.MaxTokens);
    }

    // How another maker's model counts is not known: what is near is left to its provider.
    [Fact]
    public void Fit_ModelOfAnotherMaker_GetsTheBenefitOfTheDoubt()
    {
        var model = Model() with { Targets = [new ModelTarget("p", "claude")], ContextWindow = 100 };

        ParameterFit.Fit(model, Request(p => p.Messages[0].Text = string.Concat(Enumerable.Repeat(" token", 130))));
        Assert.Equal(ErrorReason.ContextLengthExceeded, Refused(model, p => p.Messages[0].Text = string.Concat(Enumerable.Repeat(" token", 200))).Reason);
    }

    [Fact]
    public void Fit_LongerQuestionThanTheTenantsSettings_IsRefused()
    {
        var request = Request(p => p.Messages[0].Text = string.Concat(Enumerable.Repeat(" token", 100)));

        var refusal = Assert.Throws<FastchatException>(() => ParameterFit.Fit(Model(), request with { Permit = Permit(maxContext: 50) }));

        Assert.Equal(ErrorReason.ContextLengthExceeded, refusal.Reason);
        Assert.Contains("tenant", refusal.Message, StringComparison.Ordinal);
    }

    private static RegisteredModel Model() => new() { Name = "m", Targets = [new ModelTarget("p", "gpt-4o")] };

    private static ChatTool Tool() => JsonParser.Default.Parse<ChatTool>("""{"function":{"function":{"name":"f"}}}""");

    private static FastchatException Refused(RegisteredModel model, Action<ChatCompletionParams> set) => Assert.Throws<FastchatException>(() => ParameterFit.Fit(model, Request(set)));

    private static ModelRequest Request(Action<ChatCompletionParams> set)
    {
        var parameters = new ChatCompletionParams { Model = "m", Messages = { new ChatMessage { Role = ChatRole.User, Text = "Hello?" } } };
        set(parameters);
        return new ModelRequest { Parameters = parameters, Question = "Hello?" };
    }

    private static ModelPermit Permit(bool tools = true, bool drops = false, int? maxContext = null)
    {
        var access = new Contracts.Admin.V1.ModelAccess { AllowTools = tools, DropParams = drops };
        if (maxContext is { } most) access.MaxContext = most;
        return new ModelPermit(new TenantModels(access));
    }
}
