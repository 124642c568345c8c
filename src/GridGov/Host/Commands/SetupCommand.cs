using GridGov.Security;

namespace GridGov.Host.Commands;

/// <summary><c>setup</c>: creates a new database, its keys and its administrator.</summary>
/// <remarks>A server creates a database in the default folder only, because another missing one may be an unmounted volume.</remarks>
static class SetupCommand
{
    public static async Task<int> Run(string[] args)
    {
        await using var services = CommandLine.CreateServices(args, creates: true);
        var settings = services.GetRequiredService<Settings>();
        if (settings is { Engine: Engines.Sqlite, MissingFile: null })
            throw new SettingsException($"There is a database at {settings.DatabaseFile} already; nothing was changed.");
        await new Startup(services.GetRequiredService<Engine>(), settings, services.GetRequiredService<PasswordHashing>(),
            services.GetRequiredService<ILogger<Startup>>()).StartAsync(CancellationToken.None);
        return 0;
    }
}
