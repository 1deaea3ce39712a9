namespace Fastchat.ModelGateway.Scripts;

/// <summary>Something wrong with a script.</summary>
/// <param name="File">Its file.</param>
/// <param name="Line">The line, from 1; 0 for the file as a whole.</param>
/// <param name="What">What is wrong and what would be right.</param>
public sealed record ScriptMistake(string File, long Line, string What)
{
    /// <inheritdoc />
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {What}" : $"{File}: {What}";
}
