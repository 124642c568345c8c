using GridGov.Platform;
using GridGov.Platform.Data;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridGov.Tests;

/// <summary>The database of one server under test: a copy of the migrated template in the private cluster.</summary>
sealed class TestStore
{
    readonly string connectionString = PostgresCluster.Shared.NewDatabase(PostgresCluster.Template);

    public TestStore(string folder) =>
        Settings = [("GridGov:DataDirectory", folder), ("GridGov:Database:Engine", "postgres"), ("GridGov:Database:ConnectionString", connectionString)];

    /// <summary>What to set for a server to run on it.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings { get; }

    public string[] Arguments => [.. Settings.Select(setting => $"--{setting.Key}={setting.Value}")];

    /// <summary>Opens it past the server.</summary>
    public Engine Open() => new PostgresEngine(connectionString,
        new(TimeProvider.System, TimeZoneInfo.Utc), new Ids(new Random(1)), NullLogger.Instance);
}
