using Fastchat.Foundation;
using Fastchat.Providers.Tools;
using Fastchat.Tools;

namespace Fastchat.Server;

/// <summary>What the settings say of tools: the file of FASTCHAT_TOOLS, which is read once.</summary>
internal static class ToolSettings
{
    /// <summary>Reads the file, and tells its mistakes with all others.</summary>
    public static StatedTools Read(string path, Func<string, string?> variable, List<string> mistakes)
    {
        var problems = new List<string>();
        var stated = new ToolFile(path, variable).Read(problems) ?? StatedTools.None;
        foreach (var tool in stated.Tools)
        {
            try
            {
                HttpTool.Check(tool.Spec);
            }
            catch (FastchatException e)
            {
                problems.Add($"{tool.Place}: {e.Message} Only with allow_private_addresses may it be one of a private network.");
            }
        }

        mistakes.AddRange(problems.Select(p => $"FASTCHAT_TOOLS is wrong: {p}"));
        return stated;
    }
}
