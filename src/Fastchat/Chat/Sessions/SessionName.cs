using System.Buffers;
using Fastchat.Foundation;

namespace Fastchat.Chat.Sessions;

/// <summary>What sessions may be called.</summary>
internal static class SessionName
{
    private const int Longest = 128;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@-");

    /// <summary>The name that was given, checked; or a new one that nobody guesses.</summary>
    /// <exception cref="FastchatException">INVALID_VALUE.</exception>
    public static string Of(string given)
    {
        if (given.Length == 0) return Guid.NewGuid().ToString();
        if (given.Length > Longest || given.AsSpan().ContainsAnyExcept(Characters))
            throw FastchatException.InvalidValue("session_id", $"session_id must be at most {Longest} characters of A-Z, a-z, 0-9 and \".\", \"_\", \":\", \"@\", \"-\".");
        return given;
    }
}
