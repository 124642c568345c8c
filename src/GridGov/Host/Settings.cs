using System.Globalization;
using GridGov.Data.Sqlite;
using GridGov.Encryption;

namespace GridGov.Host;

/// <summary>The deployment's settings. By default the server runs on SQLite under ./data.</summary>
/// <param name="Engine">One of <see cref="Engines.Known"/>.</param>
/// <param name="BackgroundWorkers">Whether this process acts on deadlines and issues assessments; one per database is enough.</param>
public sealed record Settings(
    string Engine, string ConnectionString, string DataDirectory, TimeZoneInfo Zone, bool BackgroundWorkers = true)
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    public MasterKeys Keys { get; init; } = MasterKeys.InFolder(DataDirectory);

    /// <summary>How long a request waits for the database.</summary>
    public StoreTimeouts Timeouts { get; init; } = StoreTimeouts.Default;

    /// <summary>Whether no setting names the place of the database, so that the server creates it below ./data.</summary>
    public bool IsDefaultPlace { get; init; }

    /// <summary>The folder of uploaded files.</summary>
    public string FilesDirectory { get; init; } = Path.Combine(DataDirectory, "gridgov.files");

    /// <summary>The SQLite file; null on another engine.</summary>
    public string? DatabaseFile => Engine == Engines.Sqlite ? SqliteEngine.FileOf(ConnectionString) : null;

    /// <summary>The SQLite file if it does not exist.</summary>
    public string? MissingFile => DatabaseFile is { } file && !File.Exists(file) ? file : null;

    /// <summary>Refuses a missing database, unless its place is the default one.</summary>
    /// <exception cref="SettingsException">The database does not exist; its volume may not be mounted.</exception>
    public void RefuseMissingDatabase()
    {
        if (!IsDefaultPlace && MissingFile is { } file)
        {
            throw new SettingsException($"There is no database at {file}. If there was one, see whether its volume is mounted; "
                + "for a new deployment run the command setup with the same settings.");
        }
    }

    /// <exception cref="SettingsException">A setting has a value that cannot be used.</exception>
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
        if (!bool.TryParse(section["BackgroundWorkers"] ?? "true", out var workers))
            throw new SettingsException($"GridGov:BackgroundWorkers is '{section["BackgroundWorkers"]}'; it is true or false.");
        var zone = section["TimeZone"] ?? "Asia/Shanghai";
        try
        {
            return new Settings(engine, connectionString ?? $"Data Source={Path.Combine(folder, "gridgov.db")}",
                folder, Clock.Zone(zone), workers)
            {
                FilesDirectory = FilesOf(section["FilesDirectory"], engine, connectionString, folder),
                Keys = MasterKeys.From(section.GetSection("Keys"), folder),
                IsDefaultPlace = connectionString is null && section["DataDirectory"] is null,
                Timeouts = new StoreTimeouts(
                    Seconds(section, "Database:WaitTimeout", StoreTimeouts.Default.Wait, 300),
                    Seconds(section, "Database:SilenceTimeout", StoreTimeouts.Default.Silence, 60)),
            };
        }
        catch (TimeZoneNotFoundException)
        {
            throw new SettingsException($"GridGov:TimeZone is '{zone}', which is not an IANA time zone known to this machine.");
        }
    }

    /// <summary>By default beside the database, by its name, because each database removes what it does not know.</summary>
    static string FilesOf(string? configured, string engine, string? connectionString, string folder) =>
        configured is { Length: > 0 } ? Path.GetFullPath(configured)
        : engine == Engines.Sqlite && connectionString is not null && SqliteEngine.FileOf(connectionString) is { } file
            ? Path.ChangeExtension(Path.GetFullPath(file), ".files")
            : Path.Combine(folder, "gridgov.files");

    static TimeSpan Seconds(IConfigurationSection section, string name, TimeSpan otherwise, int most) => section[name] is not { } text
        ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds >= 1 && seconds <= most
            ? TimeSpan.FromSeconds(seconds)
            : throw new SettingsException($"GridGov:{name} is '{text}'; it is a number of seconds from 1 to {most}.");
}
