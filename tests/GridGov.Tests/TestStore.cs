using System.Buffers;
using System.Text;
using GridGov.Data;
using GridGov.Data.Sqlite;
using GridGov.Host;
using Microsoft.Data.Sqlite;

namespace GridGov.Tests;

/// <summary>
/// The database of one server under test: a copy of a migrated SQLite file. GridGov.Tests.Postgres has another class of this name.
/// </summary>
sealed class TestStore(string folder)
{
    static readonly Lazy<string> Template = new(() => Task.Run(CreateTemplate).GetAwaiter().GetResult());

    /// <summary>The assembly of this project, by the name that xunit needs.</summary>
    public const string Assembly = "GridGov.Tests";

    /// <summary>Whether randomized tests run in full. PostgreSQL differs only in its statements, so a short run is enough there.</summary>
    public static bool IsThorough => true;

    /// <summary>All cases of a theory; every third where it is not thorough.</summary>
    public static IEnumerable<object[]> Cases(object[][] all) => all;

    /// <summary>The settings of a server that uses this database.</summary>
    public IReadOnlyList<(string Key, string Value)> Settings { get; } = [("GridGov:DataDirectory", NewFile(folder))];

    static string NewFile(string folder)
    {
        File.Copy(Template.Value, Path.Combine(folder, "gridgov.db"));
        return folder;
    }

    static async Task<string> CreateTemplate()
    {
        var directory = Directory.CreateTempSubdirectory("gridgov-template-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        var file = Path.Combine(directory, "gridgov.db");
        // Events of the template precede those of every test, whatever time its clock has.
        var clock = new Clock(TestClock.Starting("2000-01-01 08:00"), TimeZoneInfo.Utc);
        await using var engine = new SqliteEngine($"Data Source={file}", clock, new IdGenerator(new Random(1)));
        await Startup.PrepareStore(engine, CancellationToken.None);
        return file;
    }

    public string[] Arguments => [.. Settings.Select(setting => $"--{setting.Key}={setting.Value}")];

    /// <summary>Arguments for a demo on an empty database, and for commands on the database that the demo has filled.</summary>
    public static (string[] Demo, string[] Filled) ForDemo(string folder)
    {
        string[] demo = [$"--GridGov:DataDirectory={folder}"];
        // Without a connection string the demo has its own file beside the server's.
        return (demo, [.. demo, $"--GridGov:Database:ConnectionString=Data Source={Path.Combine(folder, "gridgov-demo.db")}"]);
    }

    /// <summary>Opens the database without the server.</summary>
    public Engine Open() => new SqliteEngine($"Data Source={Path.Combine(folder, "gridgov.db")}",
        new(TimeProvider.System, TimeZoneInfo.Utc), new IdGenerator(new Random(1)));

    /// <summary>A database without any tables.</summary>
    public static Engine OpenEmpty(string folder) => new SqliteEngine($"Data Source={Path.Combine(folder, "empty.db")}",
        new(TimeProvider.System, TimeZoneInfo.Utc), new IdGenerator(new Random(1)));

    /// <summary>All files of the database that contain one of the texts: the file itself and its log.</summary>
    public Task<IReadOnlyList<string>> PlacesOf(params string[] texts)
    {
        // Both sides are decoded as Latin-1, so that one search finds all texts.
        var sought = SearchValues.Create(
            Array.ConvertAll(texts, text => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text))), StringComparison.Ordinal);
        var found = new List<string>();
        foreach (var file in Directory.GetFiles(folder, "gridgov.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            if (Encoding.Latin1.GetString(bytes).AsSpan().ContainsAny(sought))
                found.Add(Path.GetFileName(file));
        }
        return Task.FromResult<IReadOnlyList<string>>(found);
    }

    /// <summary>The error of a statement; null when it prepares.</summary>
    public async Task<string?> FaultOf(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "gridgov.db")};Pooling=False");
        await connection.OpenAsync();
        var result = SQLitePCL.raw.sqlite3_prepare_v2(connection.Handle, sql, out var statement);
        statement.Dispose();
        return result == SQLitePCL.raw.SQLITE_OK ? null : SQLitePCL.raw.sqlite3_errmsg(connection.Handle).utf8_to_string();
    }
}
