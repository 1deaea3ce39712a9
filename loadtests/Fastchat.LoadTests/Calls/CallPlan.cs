using Fastchat.LoadTests.Mock;

namespace Fastchat.LoadTests.Calls;

/// <summary>What a call is to be.</summary>
/// <param name="Port">Whom it asks, on the loopback address.</param>
/// <param name="Request">Its request.</param>
/// <param name="Wish">What it asks for.</param>
internal readonly record struct CallPlan(int Port, RequestTemplate Request, Wish Wish);
