using Fastchat.ModelGateway.Registry;

namespace Fastchat.ModelGateway.Routing;

/// <summary>The models that a call has been through. Each is asked once, so that models that name each other end as well.</summary>
internal sealed class FallbackTrail(RegistrySnapshot registry, RegisteredModel asked)
{
    private readonly List<RegisteredModel> _asked = [asked];

    /// <summary>The model to ask next; null when nobody is left. The fallbacks of the last model come first, then those of the ones before it.</summary>
    public RegisteredModel? Next(FailureCause cause)
    {
        for (var i = _asked.Count - 1; i >= 0; i--)
        {
            foreach (var fallback in _asked[i].Fallbacks)
            {
                if (fallback.Causes.Count > 0 && !fallback.Causes.Contains(cause)) continue;
                if (_asked.Exists(m => m.Name == fallback.Model) || registry.Find(fallback.Model) is not { } model) continue;
                _asked.Add(model);
                return model;
            }
        }

        return null;
    }
}
