namespace Fastchat.ModelGateway.Routing;

/// <summary>Which answers of a stream have begun and which have ended: a stream that stops before all have is half an answer, whatever it says.</summary>
internal struct ChoiceEnds
{
    private UInt128 _begun;
    private UInt128 _ended;

    /// <summary>Whether there are answers, and all have said why they ended.</summary>
    public readonly bool IsWhole => _begun != 0 && _begun == _ended;

    public void Add(ModelDelta delta)
    {
        // A delta of usage belongs to no answer.
        var ends = delta.FinishReason is not null;
        if (!ends && delta is { Text: null, Refusal: null, ToolCalls: null }) return;
        var choice = UInt128.One << delta.Choice;
        _begun |= choice;
        if (ends) _ended |= choice;
    }
}
