using Fastchat.Rpc.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Rpc.OpenApi;

/// <summary>Puts the OpenAPI document, and a page to try it on, into a host.</summary>
public static class OpenApiSetup
{
    /// <summary>Adds the document of all methods that have HTTP bindings.</summary>
    /// <param name="services">The host's services, with the wire among them.</param>
    /// <param name="options">Makes the options when the document is first asked for: reading comments need not slow down a start.</param>
    public static IServiceCollection AddRpcOpenApi(this IServiceCollection services, Func<IServiceProvider, OpenApiOptions> options) => services
        .AddSingleton(provider =>
        {
            var made = new Lazy<OpenApiOptions>(() => options(provider));
            return new OpenApiFiles(server => new OpenApiDocument(provider.GetRequiredService<RestRoutes>(), made.Value).Write(server), () => made.Value.SignIn);
        });

    /// <summary>
    /// Serves <c>/openapi.json</c> and <c>/docs</c> to everybody, without a key. Behind <see cref="RpcSetup.UseRpc"/>, so
    /// that pages of other origins may read the document too.
    /// </summary>
    public static IApplicationBuilder UseRpcOpenApi(this IApplicationBuilder app)
    {
        var files = app.ApplicationServices.GetService<OpenApiFiles>()
            ?? throw new InvalidOperationException("Call services.AddRpcOpenApi(…) before app.UseRpcOpenApi().");
        return app.Use(next => http => files.TryServe(http) ?? next(http));
    }
}
