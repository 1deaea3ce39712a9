namespace Fastchat.Foundation;

/// <summary>
/// Tells when something that is only looked at now and then has changed, such as files of configuration. It has changed when
/// two looks in a row see the same new state: whoever writes a file empties it first, and half a file is not to be read.
/// </summary>
/// <typeparam name="T">What a look sees.</typeparam>
/// <param name="known">The state to begin with.</param>
public sealed class SettledChange<T>(T known)
{
    private T _known = known;
    private T _seen = known;

    /// <summary>Takes a look. Not for several threads at once.</summary>
    /// <returns>Whether there is a new state that has settled; each is told of once.</returns>
    public bool IsSeenBy(T look)
    {
        var isSettled = EqualityComparer<T>.Default.Equals(look, _seen);
        _seen = look;
        if (!isSettled || EqualityComparer<T>.Default.Equals(look, _known)) return false;
        _known = look;
        return true;
    }
}
