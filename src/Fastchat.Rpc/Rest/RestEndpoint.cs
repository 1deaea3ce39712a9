namespace Fastchat.Rpc.Rest;

/// <summary>
/// What is bound to one verb and path: a method, and where a body field such as <c>stream</c> chooses, its streaming twin.
/// </summary>
internal sealed class RestEndpoint
{
    private RestBinding? _plain;

    /// <summary>The method that answers when no field chooses.</summary>
    public RestBinding Plain => _plain ?? Twin!;

    /// <summary>The method that answers when the body's field is true; null when there is no choice.</summary>
    public RestBinding? Twin { get; private set; }

    /// <summary>Whether the body has to be looked at before the method is known.</summary>
    public bool Chooses => Twin is not null && _plain is not null;

    /// <exception cref="FormatException">Two methods claim the same verb and path.</exception>
    public void Add(RestBinding binding)
    {
        if (binding.Stream is { When.Length: > 0 } && Twin is null) Twin = binding;
        else if (_plain is null) _plain = binding;
        else throw new FormatException($"{binding.Verb} {binding.Template.Text} is bound to {_plain.Method.FullName} and to {binding.Method.FullName}.");
    }
}
