namespace Fastchat.ModelGateway.Routing;

/// <summary>Another model has taken over in the middle of an answer.</summary>
/// <param name="From">Who broke off.</param>
/// <param name="To">Who goes on.</param>
/// <param name="Discards">Whether what was said so far no longer counts, and the answer begins anew; otherwise it goes on where it stopped.</param>
public sealed record ModelSwitch(ModelOrigin From, ModelOrigin To, bool Discards);
