using System.Globalization;
using System.Text.RegularExpressions;
using GridGov.Data;
using GridGov.Data.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace GridGov.Tests;

/// <summary>The database of one server under test: a copy of the migrated template in the private cluster.</summary>
sealed partial class TestStore
{
    /// <summary>The assembly of this project, by the name that xunit needs.</summary>
    public const string Assembly = "GridGov.Tests.Postgres";

    /// <summary>Whether randomized tests run in full. PostgreSQL differs only in its statements, so a short run is enough.</summary>
    public static bool IsThorough => false;

    /// <summary>Every third case of a theory, because the others differ in nothing that the engine does.</summary>
    public static IEnumerable<object[]> Cases(object[][] all) => all.Where((_, i) => i % 3 == 0);

    readonly string connectionString = PostgresCluster.Shared.NewDatabase(PostgresCluster.Template);

    public TestStore(string folder) => Settings = SettingsFor(folder, connectionString);

    /// <summary>The settings of a server that uses this database.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings { get; }

    public string[] Arguments => ArgumentsOf(Settings);

    /// <summary>Arguments for a demo on an empty database, and for commands on the database that the demo has filled.</summary>
    public static (string[] Demo, string[] Filled) ForDemo(string folder)
    {
        var arguments = ArgumentsOf(SettingsFor(folder, PostgresCluster.Shared.NewDatabase()));
        return (arguments, arguments);
    }

    static (string Key, string Value)[] SettingsFor(string folder, string connectionString) =>
    [
        ("GridGov:DataDirectory", folder),
        ("GridGov:Database:Engine", "postgres"),
        ("GridGov:Database:ConnectionString", connectionString),
    ];

    static string[] ArgumentsOf(IEnumerable<(string Key, string Value)> settings) =>
        [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")];

    /// <summary>Opens the database without the server.</summary>
    public Engine Open() => new PostgresEngine(connectionString,
        new(TimeProvider.System, TimeZoneInfo.Utc), new IdGenerator(new Random(1)), NullLogger.Instance);

    /// <summary>A database without any tables.</summary>
    public static Engine OpenEmpty(string folder) => new PostgresEngine(PostgresCluster.Shared.NewDatabase(),
        new(TimeProvider.System, TimeZoneInfo.Utc), new IdGenerator(new Random(1)), NullLogger.Instance);

    /// <summary>All columns of the database that contain one of the texts.</summary>
    public async Task<IReadOnlyList<string>> PlacesOf(params string[] texts)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        var columns = new List<(string Table, string Column)>();
        await using (var list =
            new NpgsqlCommand("""
                SELECT table_name,
                       CASE data_type WHEN 'bytea' THEN 'encode(' || column_name || ', ''escape'')' ELSE column_name || '::text' END
                  FROM information_schema.columns
                 WHERE table_schema = 'public'
                """, connection))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                columns.Add((reader.GetString(0), reader.GetString(1)));
        }
        var found = new List<string>();
        foreach (var (table, column) in columns)
        {
            await using var count = new NpgsqlCommand($"""
                SELECT count(*) FROM {table}
                 WHERE EXISTS (SELECT 1 FROM unnest($1) AS sought (text) WHERE strpos({column}, sought.text) > 0)
                """, connection);
            count.Parameters.AddWithValue(texts);
            if ((long)(await count.ExecuteScalarAsync())! > 0)
                found.Add($"{table}.{column}");
        }
        return found;
    }

    /// <summary>The error of a statement; null when it prepares.</summary>
    public async Task<string?> FaultOf(string sql)
    {
        var names = new List<string>();
        var numbered = Parameter().Replace(sql, match =>
        {
            var known = names.IndexOf(match.Value);
            if (known < 0)
                names.Add(match.Value);
            return $"${(known < 0 ? names.Count : known + 1)}";
        });
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        // The driver sends parameter types. Here the server infers them from the statement, where it can.
        var types = names.ConvertAll(_ => "unknown");
        while (true)
        {
            await using var command =
                new NpgsqlCommand($"PREPARE statement{(types.Count > 0 ? $" ({string.Join(", ", types)})" : "")} AS {numbered}",
                    connection);
            try
            {
                await command.ExecuteNonQueryAsync();
                return null;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.AmbiguousParameter && AnyType()
                .Match(e.MessageText) is { Success: true } match
                && types[int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) - 1] == "unknown")
            {
                types[int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) - 1] = "text";
            }
            catch (PostgresException e)
            {
                return e.MessageText;
            }
        }
    }

    [GeneratedRegex(@"parameter \$(?<number>\d+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex AnyType();

    [GeneratedRegex(@"(?<![\w@])@\w+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Parameter();
}
