using Fastchat.Contracts.OpenAI.V1;
using Fastchat.Governance.Privacy;

namespace Fastchat.Chat.Privacy;

/// <summary>Looks through the items that a response or a conversation keeps, and puts in place what may be kept.</summary>
internal sealed class ItemScreen(PrivacyScope scope)
{
    /// <summary>Changes the items in place.</summary>
    /// <param name="items">The items.</param>
    /// <param name="param">What the caller calls their list, for errors.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask ApplyAsync(IReadOnlyList<ResponseItem> items, string param, CancellationToken cancellationToken)
    {
        for (var i = 0; i < items.Count; i++) await ApplyAsync(items[i], $"{param}[{i}].", cancellationToken);
    }

    private async ValueTask ApplyAsync(ResponseItem item, string param, CancellationToken cancellationToken)
    {
        switch (item.ItemCase)
        {
            case ResponseItem.ItemOneofCase.Message:
                if (item.Message.ContentCase == MessageItem.ContentOneofCase.Text) item.Message.Text = await TextAsync(item.Message.Text, $"{param}content", cancellationToken);
                await ApplyAsync(item.Message.Parts, $"{param}content", cancellationToken);
                break;
            case ResponseItem.ItemOneofCase.FunctionCall:
                item.FunctionCall.Arguments = await TextAsync(item.FunctionCall.Arguments, $"{param}arguments", cancellationToken);
                break;
            case ResponseItem.ItemOneofCase.FunctionCallOutput:
                if (item.FunctionCallOutput.OutputCase == FunctionCallOutputItem.OutputOneofCase.Text) item.FunctionCallOutput.Text = await TextAsync(item.FunctionCallOutput.Text, $"{param}output", cancellationToken);
                await ApplyAsync(item.FunctionCallOutput.Parts, $"{param}output", cancellationToken);
                break;
            case ResponseItem.ItemOneofCase.CustomToolCall:
                item.CustomToolCall.Input = await TextAsync(item.CustomToolCall.Input, $"{param}input", cancellationToken);
                break;
            case ResponseItem.ItemOneofCase.CustomToolCallOutput:
                if (item.CustomToolCallOutput.OutputCase == CustomToolCallOutputItem.OutputOneofCase.Text) item.CustomToolCallOutput.Text = await TextAsync(item.CustomToolCallOutput.Text, $"{param}output", cancellationToken);
                await ApplyAsync(item.CustomToolCallOutput.Parts, $"{param}output", cancellationToken);
                break;
            case ResponseItem.ItemOneofCase.McpCall:
                item.McpCall.Arguments = await TextAsync(item.McpCall.Arguments, $"{param}arguments", cancellationToken);
                if (item.McpCall.HasOutput) item.McpCall.Output = await TextAsync(item.McpCall.Output, $"{param}output", cancellationToken);
                if (item.McpCall.HasError) item.McpCall.Error = await TextAsync(item.McpCall.Error, $"{param}error", cancellationToken);
                break;
        }
    }

    private async ValueTask ApplyAsync(ItemContentList? parts, string param, CancellationToken cancellationToken)
    {
        for (var i = 0; i < parts?.Parts.Count; i++)
        {
            if (parts.Parts[i].InputText is { } said) said.Text = await TextAsync(said.Text, $"{param}[{i}].text", cancellationToken);
            if (parts.Parts[i].OutputText is { } answered) answered.Text = await TextAsync(answered.Text, $"{param}[{i}].text", cancellationToken);
            if (parts.Parts[i].Refusal is { } refused) refused.Refusal = await TextAsync(refused.Refusal, $"{param}[{i}].refusal", cancellationToken);
        }
    }

    private ValueTask<string> TextAsync(string text, string param, CancellationToken cancellationToken) => scope.ApplyAsync(text, param, cancellationToken);
}
