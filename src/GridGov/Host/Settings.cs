using System.Globalization;
using GridGov.Encryption;

namespace GridGov.Host;

/// <summary>What a deployment sets. With nothing set, the server runs on SQLite under ./data.</summary>
/// <param name="Engine">One of <see cref="Engines.Known"/>.</param>
/// <param name="ConnectionString">The engine's own form.</param>
/// <param name="DataDirectory">Where the program keeps files.</param>
/// <param name="Zone">The time zone whose days count.</param>
/// <param name="Watch">Whether this process watches deadlines; of several on one database one is enough, and any number may.</param>
public sealed record Settings(string Engine, string ConnectionString, string DataDirectory, TimeZoneInfo Zone, bool Watch = true)
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Where the key is that opens the database's keys.</summary>
    public MasterKeys Keys { get; init; } = MasterKeys.InFolder(DataDirectory);

    /// <summary>How long anybody waits for the database.</summary>
    public StoreTimeouts Timeouts { get; init; } = StoreTimeouts.Default;

    /// <exception cref="SettingsException">A setting has a value that cannot be used.</exception>
    public static Settings From(IConfiguration configuration)
    {
        var section = configuration.GetSection("GridGov");
        var engine = section["Database:Engine"] ?? "sqlite";
        if (!Engines.Known.Contains(engine))
            throw new SettingsException($"GridGov:Database:Engine is '{engine}'; this version knows: {string.Join(", ", Engines.Known)}.");
        var connectionString = section["Database:ConnectionString"];
        if (engine == Engines.Postgres && string.IsNullOrWhiteSpace(connectionString))
            throw new SettingsException("GridGov:Database:Engine is 'postgres', which needs GridGov:Database:ConnectionString, for example \"Host=127.0.0.1;Database=gridgov;Username=gridgov;Password=…\".");
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
                Timeouts = new StoreTimeouts(
                    Seconds(section, "Database:WaitTimeout", StoreTimeouts.Default.Wait, 300),
                    Seconds(section, "Database:SilenceTimeout", StoreTimeouts.Default.Silence, 60)),
            };
        }
        catch (TimeZoneNotFoundException)
        {
            throw new SettingsException($"GridGov:TimeZone is '{zone}', which is no IANA time zone known to this machine.");
        }
    }

    static TimeSpan Seconds(IConfigurationSection section, string name, TimeSpan otherwise, int most) => section[name] is not { } text
        ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds >= 1 && seconds <= most
            ? TimeSpan.FromSeconds(seconds)
            : throw new SettingsException($"GridGov:{name} is '{text}'; it is a number of seconds from 1 to {most}.");
}
