namespace Fastchat.ModelGateway.Formats;

/// <summary>A schema is none, or asks for what is not supported.</summary>
/// <param name="path">Where in the schema: <c>.properties.name.type</c>; empty for all of it.</param>
/// <param name="problem">What is wrong.</param>
internal sealed class SchemaException(string path, string problem) : Exception(problem)
{
    /// <summary>Where in the schema.</summary>
    public string Path { get; } = path;
}
