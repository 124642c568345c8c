using GridGov.Platform;
using GridGov.Platform.Data;

namespace GridGov.Tests;

/// <summary>The database of one server under test: here a SQLite file. GridGov.Tests.Postgres has another class of this name.</summary>
sealed class TestStore(string folder)
{
    /// <summary>What to set for a server to run on it.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings { get; } = [("GridGov:DataDirectory", folder)];

    public string[] Arguments => [.. Settings.Select(setting => $"--{setting.Key}={setting.Value}")];

    /// <summary>Opens it past the server.</summary>
    public Engine Open() => new SqliteEngine($"Data Source={Path.Combine(folder, "gridgov.db")}",
        new(TimeProvider.System, TimeZoneInfo.Utc), new Ids(new Random(1)));
}
