using GridGov.Encryption;

namespace GridGov.Host;

/// <summary>The deployment's settings. By default the server runs on SQLite under ./data.</summary>
/// <param name="Engine">One of <see cref="Engines.Known"/>.</param>
/// <param name="Watch">Whether this process watches deadlines; one process per database is enough, and several may.</param>
public sealed record Settings(string Engine, string ConnectionString, string DataDirectory, TimeZoneInfo Zone, bool Watch = true)
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    public MasterKeys Keys { get; init; } = MasterKeys.InFolder(DataDirectory);

    public static Settings From(IConfiguration configuration)
    {
        var section = configuration.GetSection("GridGov");
        var engine = section["Database:Engine"] ?? "sqlite";
        if (!Engines.Known.Contains(engine))
            throw new SettingsException($"GridGov:Database:Engine is '{engine}'; this version knows: {string.Join(", ", Engines.Known)}.");
        var connectionString = section["Database:ConnectionString"];
        if (engine == Engines.Postgres && string.IsNullOrWhiteSpace(connectionString))
        {
            throw new SettingsException(
                "GridGov:Database:Engine is 'postgres', which needs GridGov:Database:ConnectionString, for example "
                + "\"Host=127.0.0.1;Database=gridgov;Username=gridgov;Password=…\".");
        }
        var folder = Path.GetFullPath(section["DataDirectory"] ?? "data");
        if (!bool.TryParse(section["Watch"] ?? "true", out var watch))
            throw new SettingsException($"GridGov:Watch is '{section["Watch"]}'; it is true or false.");
        var zone = section["TimeZone"] ?? "Asia/Shanghai";
        try
        {
            return new Settings(engine, connectionString ?? $"Data Source={Path.Combine(folder, "gridgov.db")}",
                folder, Clock.Zone(zone), watch)
            {
                Keys = MasterKeys.From(section.GetSection("Keys"), folder),
            };
        }
        catch (TimeZoneNotFoundException)
        {
            throw new SettingsException($"GridGov:TimeZone is '{zone}', which is not an IANA time zone known to this machine.");
        }
    }
}
