using Fastchat.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fastchat.Governance.Privacy.Retention;

/// <summary>Puts the part into a host.</summary>
public static class RetentionSetup
{
    /// <summary>Adds retention; rooms add what they keep as <see cref="IRetained"/>.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services) => services
        .AddSingleton<RetentionStore>()
        .AddRetained(RetainedClass.Usage, "usage_days", "day < @value")
        .AddHostedService<RetentionSweeper>();

    /// <summary>Says how old the rows of a table are.</summary>
    public static IServiceCollection AddRetained(this IServiceCollection services, RetainedClass @class, string table, string condition = "created_at < @value") =>
        services.AddSingleton<IRetained>(provider => new RetainedRows(provider.GetRequiredService<Database>(), @class, table, condition));
}
