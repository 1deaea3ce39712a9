using Fastchat.Contracts.Admin.V1;
using Fastchat.Foundation;
using Grpc.Core;

namespace Fastchat.Governance.Identity.Tokens;

/// <summary>The door at which pages and command lines ask how to sign in.</summary>
internal sealed class SignInService(IssuerDirectory issuers) : Contracts.Admin.V1.SignInService.SignInServiceBase
{
    /// <inheritdoc />
    public override async Task<GetSignInResponse> GetSignIn(GetSignInRequest request, ServerCallContext context)
    {
        var name = request.IssuerName;
        var issuer = issuers.All.FirstOrDefault(i => i.Options.SignIn is not null && (name.Length == 0 || i.Options.Name == name));
        if (issuer is null) return name.Length == 0 ? new GetSignInResponse() : throw FastchatException.InvalidValue("issuer_name", "issuer_name must be the name of an issuer with which people sign in here.");
        var (options, signIn) = (issuer.Options, issuer.Options.SignIn!);
        var keys = await issuer.Keys.GetAsync(context.CancellationToken);
        return new GetSignInResponse
        {
            IssuerName = options.Name,
            Issuer = options.Issuer,
            ClientId = signIn.ClientId ?? "",
            DeviceClientId = signIn.DeviceClientId ?? "",
            Scopes = { signIn.Scopes },
            Resource = signIn.Resource ?? "",
            AuthorizationEndpoint = keys.AuthorizationEndpoint ?? "",
            TokenEndpoint = keys.TokenEndpoint ?? "",
            DeviceAuthorizationEndpoint = keys.DeviceAuthorizationEndpoint ?? "",
        };
    }
}
