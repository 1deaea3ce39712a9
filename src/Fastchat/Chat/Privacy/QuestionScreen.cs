using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Governance.Privacy;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.Chat.Privacy;

/// <summary>Looks through everything of a question that holds people's words, and puts in place what may go on.</summary>
internal sealed class QuestionScreen(PrivacyScope scope, string textName)
{
    /// <summary>Changes the parameters in place.</summary>
    public async ValueTask ApplyAsync(ChatCompletionParams parameters, CancellationToken cancellationToken)
    {
        for (var i = 0; i < parameters.Messages.Count; i++) await ApplyAsync(parameters.Messages[i], $"messages[{i}]", cancellationToken);
        foreach (var (key, value) in parameters.Metadata.ToList()) parameters.Metadata[key] = await scope.ApplyAsync(value, $"metadata.{key}", cancellationToken);
        if (parameters.HasUser) parameters.User = await scope.ApplyAsync(parameters.User, "user", cancellationToken);
        if (parameters.HasSafetyIdentifier) parameters.SafetyIdentifier = await scope.ApplyAsync(parameters.SafetyIdentifier, "safety_identifier", cancellationToken);
        if (parameters.HasPromptCacheKey) parameters.PromptCacheKey = await scope.ApplyAsync(parameters.PromptCacheKey, "prompt_cache_key", cancellationToken);
        await ApplyAsync(parameters.Prediction, "prediction.", cancellationToken);
        await ApplyAsync(parameters.Rest, "", cancellationToken);
    }

    private async ValueTask ApplyAsync(ChatMessage message, string param, CancellationToken cancellationToken)
    {
        if (message.ContentCase == ChatMessage.ContentOneofCase.Text) message.Text = await scope.ApplyAsync(message.Text, $"{param}.{textName}", cancellationToken);
        var parts = message.Parts?.Parts ?? [];
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Text is { } text) text.Text = await scope.ApplyAsync(text.Text, $"{param}.{textName}[{i}].text", cancellationToken);
            if (parts[i].Refusal is { } refusal) refusal.Refusal = await scope.ApplyAsync(refusal.Refusal, $"{param}.{textName}[{i}].refusal", cancellationToken);
        }

        if (message.HasName) message.Name = await scope.ApplyAsync(message.Name, $"{param}.name", cancellationToken);
        for (var i = 0; i < message.ToolCalls.Count; i++)
        {
            if (message.ToolCalls[i].Function is { HasArguments: true } function)
                function.Arguments = await scope.ApplyAsync(function.Arguments, $"{param}.tool_calls[{i}].function.arguments", cancellationToken);
            if (message.ToolCalls[i].Custom is { HasInput: true } custom) custom.Input = await scope.ApplyAsync(custom.Input, $"{param}.tool_calls[{i}].custom.input", cancellationToken);
        }

        for (var i = 0; i < message.ServerToolCalls.Count; i++)
        {
            var done = message.ServerToolCalls[i];
            done.Arguments = await scope.ApplyAsync(done.Arguments, $"{param}.server_tool_calls[{i}].arguments", cancellationToken);
            if (done.HasOutput) done.Output = await scope.ApplyAsync(done.Output, $"{param}.server_tool_calls[{i}].output", cancellationToken);
            if (done.HasError) done.Error = await scope.ApplyAsync(done.Error, $"{param}.server_tool_calls[{i}].error", cancellationToken);
        }

        if (message.FunctionCall is { HasArguments: true } call) call.Arguments = await scope.ApplyAsync(call.Arguments, $"{param}.function_call.arguments", cancellationToken);
        await ApplyAsync(message.Rest, $"{param}.", cancellationToken);
    }

    // What the contract does not name is passed on to providers as it is.
    private async ValueTask ApplyAsync(Struct? rest, string prefix, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in rest?.Fields.ToList() ?? []) await ApplyAsync(value, prefix + name, cancellationToken);
    }

    private async ValueTask ApplyAsync(Value value, string param, CancellationToken cancellationToken)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.StringValue:
                value.StringValue = await scope.ApplyAsync(value.StringValue, param, cancellationToken);
                break;
            case Value.KindOneofCase.StructValue:
                await ApplyAsync(value.StructValue, $"{param}.", cancellationToken);
                break;
            case Value.KindOneofCase.ListValue:
                for (var i = 0; i < value.ListValue.Values.Count; i++) await ApplyAsync(value.ListValue.Values[i], $"{param}[{i}]", cancellationToken);
                break;
        }
    }
}
