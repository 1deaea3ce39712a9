using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Files;

/// <summary>Puts the room into a host.</summary>
public static class FilesSetup
{
    /// <summary>Adds files; the host adds a <see cref="BlobStore"/>.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services, FileOptions options) => services
        .AddSingleton(options)
        .AddSingleton<FileStore>()
        .AddSingleton<FileLibrary>()
        .AddSingleton<OrphanedBlobs>()
        .AddHostedService<ExpirySweeper>()
        .AddRpcService<FilesService>()
        .AddRpcService<FileService>();
}
