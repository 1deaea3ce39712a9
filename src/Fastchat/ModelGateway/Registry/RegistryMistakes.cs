using Fastchat.Contracts.Errors.V1;
using Fastchat.Foundation;
using Google.Protobuf.WellKnownTypes;

namespace Fastchat.ModelGateway.Registry;

/// <summary>Collects what is wrong: a file's mistakes are told all at once, a call's by the first.</summary>
internal sealed class RegistryMistakes
{
    private readonly List<RegistryMistake> _all = [];

    /// <summary>All of them, in the order in which they were found.</summary>
    public IReadOnlyList<RegistryMistake> All => _all;

    /// <summary>Adds a mistake.</summary>
    /// <param name="path">The field.</param>
    /// <param name="rule">What it must be, behind the path: "must be 0 to 5, but is 9."</param>
    /// <param name="reason">What kind of mistake it is.</param>
    public void Add(string path, string rule, ErrorReason reason = ErrorReason.InvalidValue) => _all.Add(new RegistryMistake(path, $"{path} {rule}", reason));

    /// <summary>Adds a required field that is missing.</summary>
    public void Missing(string path) => Add(path, "is required.", ErrorReason.MissingField);

    /// <summary>A number within bounds.</summary>
    public void Range(string path, double value, double low, double high)
    {
        if (!(value >= low && value <= high)) Add(path, FormattableString.Invariant($"must be {low} to {high}, but is {value}."));
    }

    /// <summary>A number of at least one.</summary>
    public void AtLeastOne(string path, long value)
    {
        if (value < 1) Add(path, $"must be 1 or more, but is {value}.");
    }

    /// <summary>Text without control characters.</summary>
    public void Text(string path, string value, int longest, bool isRequired = false)
    {
        if (value.Length == 0 && isRequired) Missing(path);
        else if (value.Length > longest) Add(path, $"must have at most {longest} characters, but has {value.Length}.");
        else if (value.Any(char.IsControl)) Add(path, "must hold no control characters.");
    }

    /// <summary>A list that is not too long; false for one that is.</summary>
    public bool Count(string path, int count, int most)
    {
        if (count > most) Add(path, $"must have at most {most} entries, but has {count}.");
        return count <= most;
    }

    /// <summary>A stretch of time within bounds; absent is right.</summary>
    public void Time(string path, Duration? value, TimeSpan shortest, TimeSpan longest)
    {
        if (value is null) return;
        var seconds = value.Seconds + (value.Nanos / 1e9);
        if (!(seconds > 0 && seconds >= shortest.TotalSeconds && seconds <= longest.TotalSeconds))
        {
            var least = shortest > TimeSpan.Zero ? FormattableString.Invariant($"{shortest.TotalSeconds}s to") : "more than 0s and at most";
            Add(path, FormattableString.Invariant($"must be {least} {longest.TotalSeconds}s, but is {seconds}s."));
        }
    }

    /// <summary>Throws the first.</summary>
    /// <exception cref="FastchatException">There is one.</exception>
    public void ThrowFirst()
    {
        if (_all is [var first, ..]) throw new FastchatException(first.Reason, first.Message, first.Path);
    }
}
