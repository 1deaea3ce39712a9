using System.Text;
using Fastchat.Contracts.Chat.V1;
using Fastchat.Contracts.OpenAI.V1;

namespace Fastchat.Chat.Rounds;

/// <summary>A call that a model asks for in a round, as it comes piece by piece, and what it gave.</summary>
internal sealed class SpokenCall
{
    private readonly StringBuilder _arguments = new();

    /// <summary>A call begins.</summary>
    /// <param name="first">Its first piece.</param>
    /// <param name="callerIndex">Its place among all calls of the caller's tools; -1 for one that the server does.</param>
    public SpokenCall(ToolCall first, int callerIndex)
    {
        Id = first is { HasId: true, Id.Length: > 0 } ? first.Id : $"call_{Guid.NewGuid():N}";
        Name = first.Function?.Name ?? first.Custom?.Name ?? "";
        IsCustom = first.Custom is not null;
        CallerIndex = callerIndex;
    }

    public string Id { get; }

    public string Name { get; }

    public bool IsCustom { get; }

    public int CallerIndex { get; }

    /// <summary>Whether one of the caller's tools is called.</summary>
    public bool IsCallers => CallerIndex >= 0;

    public string Arguments => _arguments.ToString();

    /// <summary>What it gave, as the model is told; null while nobody has answered it.</summary>
    public string? Result { get; set; }

    public void Add(ToolCall piece) => _arguments.Append(piece.Function?.Arguments ?? piece.Custom?.Input);

    /// <summary>A piece of a call of the caller's, numbered among all his calls of the turn.</summary>
    public ToolCall Told(ToolCall piece, bool isFirst)
    {
        var told = piece.Clone();
        told.Index = CallerIndex;
        if (isFirst) told.Id = Id;
        return told;
    }

    /// <summary>The whole call, for the caller.</summary>
    public RequestedCall ToCaller() => new() { CallId = Id, Name = Name, Arguments = Arguments, Custom = IsCustom };

    /// <summary>The whole call, for the model that is told its answer.</summary>
    public ToolCall ToModel() => IsCustom
        ? new ToolCall { Id = Id, Type = "custom", Custom = new CustomCall { Name = Name, Input = Arguments } }
        : new ToolCall { Id = Id, Type = "function", Function = new FunctionCall { Name = Name, Arguments = Arguments } };
}
