namespace Fastchat.Benchmarks;

/// <summary>Works that are measured in turn, one of them the reference for the others.</summary>
/// <param name="Name">What is compared, and the word that selects it on the command line.</param>
/// <param name="Title">What is compared, in full.</param>
/// <param name="Units">The messages or requests of one run.</param>
/// <param name="Unit">What a unit is.</param>
/// <param name="Rows">The works; the last one is the reference.</param>
internal sealed record Comparison(string Name, string Title, int Units, string Unit, params Comparison.Row[] Rows)
{
    /// <summary>One work on one server.</summary>
    /// <param name="Name">Its line in the table.</param>
    /// <param name="Target">The server: see Program.cs.</param>
    /// <param name="Load">What it is asked.</param>
    internal sealed record Row(string Name, string Target, Load Load);
}
