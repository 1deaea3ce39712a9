namespace Fastchat.ModelGateway.Formats;

/// <summary>A schema, or one within it: all of its rules must be met.</summary>
internal sealed class SchemaNode
{
    /// <summary>The rules, cheapest first as far as their keywords tell.</summary>
    public List<SchemaRule> Rules { get; } = [];

    /// <summary>Whether a $ref leads here, so that it may be come to again and again with the same value.</summary>
    public bool IsShared { get; set; }
}
