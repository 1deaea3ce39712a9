using Fastchat.Files.Uploads;
using Fastchat.Governance.Encryption;
using Fastchat.Governance.Privacy.Erasure;
using Fastchat.Governance.Privacy.Retention;
using Fastchat.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Files;

/// <summary>Puts the room into a host.</summary>
public static class FilesSetup
{
    /// <summary>Adds files.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">What is allowed.</param>
    /// <param name="blobs">Where their bytes are kept, encrypted.</param>
    public static IServiceCollection AddFiles(this IServiceCollection services, FileOptions options, BlobStore blobs) => services
        .AddSingleton(options)
        .AddSingleton(provider => new EncryptedBlobStore(blobs, provider.GetRequiredService<TenantKeys>(), provider.GetRequiredService<KeyHolders>()))
        .AddSingleton<BlobStore>(provider => provider.GetRequiredService<EncryptedBlobStore>())
        .AddSingleton<ISealed, SealedBlobs>()
        .AddSingleton<FileStore>()
        .AddSingleton<FileLibrary>()
        .AddErasable("files")
        .AddSingleton<IUserErasable, FilesOfUser>()
        .AddSingleton<ILocalErasable, BlobErasure>()
        .AddSingleton<IRetained, FileRetention>()
        .AddSingleton<UploadStore>()
        .AddSingleton<UploadLibrary>()
        .AddErasable("upload_parts")
        .AddErasable("uploads")
        .AddSingleton<IUserErasable, UploadsOfUser>()
        .AddHostedService<UploadSweeper>()
        .AddSingleton<OrphanedBlobs>()
        .AddHostedService<ExpirySweeper>()
        .AddRpcService<UploadsService>()
        .AddRpcService<FilesService>()
        .AddRpcService<FileService>();
}
