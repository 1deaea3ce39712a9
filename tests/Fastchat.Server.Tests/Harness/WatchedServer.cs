using Fastchat.Storage;
using Fastchat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Server;

/// <summary>Servers whose statements are watched.</summary>
internal static class WatchedServer
{
    /// <summary>Puts a watch before the database of a server that is about to be built.</summary>
    public static WatchedDatabase Watch(this WebApplicationBuilder builder)
    {
        var database = builder.Services.Single(s => s.ServiceType == typeof(Database));
        var watched = new WatchedDatabase((Database)database.ImplementationInstance!);
        builder.Services.Remove(database);
        builder.Services.AddSingleton<Database>(watched);
        return watched;
    }
}
