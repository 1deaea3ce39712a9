using Fastchat.Rpc.Calls;
using Fastchat.Rpc.Http;
using Fastchat.Rpc.Rest;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Rpc;

/// <summary>Puts the wire into a host.</summary>
public static class RpcSetup
{
    /// <summary>Adds the wire. Services are added by <see cref="AddRpcService{T}"/>, interceptors by <see cref="AddRpcInterceptor{T}"/>.</summary>
    public static IServiceCollection AddRpc(this IServiceCollection services, RpcOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<CallFailures>();
        services.AddSingleton<CallDrain>();
        services.AddSingleton<RpcDispatcher>();
        services.AddSingleton(provider => new RpcMethodTable(
            provider.GetServices<RpcServiceRegistration>().SelectMany(r => r.Bind(provider)),
            [.. provider.GetServices<CallInterceptor>()],
            options,
            provider.GetRequiredService<CallDrain>()));
        services.AddSingleton(provider => new RestRoutes(provider.GetRequiredService<RpcMethodTable>().Methods));
        return services;
    }

    /// <summary>Adds a service: one object serves all calls.</summary>
    public static IServiceCollection AddRpcService<T>(this IServiceCollection services) where T : class =>
        services.AddSingleton<T>().AddSingleton(new RpcServiceRegistration(typeof(T), IsInfrastructure: false));

    /// <summary>Adds a service that belongs to no API: see <see cref="RpcMethod.IsInfrastructure"/>.</summary>
    internal static IServiceCollection AddInfrastructure<T>(this IServiceCollection services) where T : class =>
        services.AddSingleton<T>().AddSingleton(new RpcServiceRegistration(typeof(T), IsInfrastructure: true));

    /// <summary>Adds an interceptor behind those added before.</summary>
    public static IServiceCollection AddRpcInterceptor<T>(this IServiceCollection services) where T : CallInterceptor =>
        services.AddSingleton<CallInterceptor, T>();

    /// <summary>Serves all methods over all protocols; what is none of ours goes on to the next middleware.</summary>
    public static IApplicationBuilder UseRpc(this IApplicationBuilder app)
    {
        var dispatcher = app.ApplicationServices.GetService<RpcDispatcher>()
            ?? throw new InvalidOperationException("Call services.AddRpc(…) before app.UseRpc().");
        return app.Use(next => http => dispatcher.InvokeAsync(http, next));
    }

    /// <summary>Answers what nobody else has: an error in REST's form.</summary>
    public static void RunUnknownUrl(this IApplicationBuilder app) => app.Run(http => RestError.WriteAsync(http,
        new RpcFault(StatusCode.NotFound, $"There is nothing at {http.Request.Method} {http.Request.Path}.") { Reason = "UNKNOWN_URL" }).AsTask());
}
