using GridGov.Security;

namespace GridGov.Host.Commands;

/// <summary><c>setup</c>: makes a new database, its keys and its administrator, and ends.</summary>
/// <remarks>A server makes a database in the default folder only, so that an unmounted volume is no new deployment.</remarks>
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
