using Fastchat.Contracts.Admin.V1;

namespace Fastchat.Tools;

/// <summary>A tool that is an HTTP call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Spec">What it is; variables in its headers are replaced.</param>
/// <param name="Secrets">The values of the variables, which are for nobody's log, error or answer.</param>
/// <param name="Place">Where it stands, for mistakes: file and line.</param>
public sealed record StatedTool(string Name, HttpToolSpec Spec, IReadOnlyList<string> Secrets, string Place)
{
    /// <summary>Its name alone.</summary>
    public override string ToString() => Name;
}
