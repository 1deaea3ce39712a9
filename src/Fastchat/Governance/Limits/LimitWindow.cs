namespace Fastchat.Governance.Limits;

/// <summary>For how long what was used counts. Windows begin with the minute, day or month of UTC.</summary>
public enum LimitWindow
{
    /// <summary>As long as it is in use: there is no window.</summary>
    None,

    /// <summary>The minute.</summary>
    Minute,

    /// <summary>The day.</summary>
    Day,

    /// <summary>The calendar month.</summary>
    Month,
}
