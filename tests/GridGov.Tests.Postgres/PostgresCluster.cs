using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using GridGov.Platform;
using GridGov.Platform.Data;
using GridGov.Platform.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace GridGov.Tests;

/// <summary>
/// A PostgreSQL of this test run alone: in a temporary folder, on a free loopback port, gone with the process. One
/// database in it is migrated and planted once; each server under test gets a copy.
/// </summary>
sealed class PostgresCluster
{
    const string User = "gridgov";

    static readonly Lazy<PostgresCluster> TheOne = new(() => new PostgresCluster());

    readonly string password = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
    readonly string folder;
    readonly int port;
    readonly Lock creating = new();
    int databases;

    public const string Template = "gridgov_template";

    public static PostgresCluster Shared => TheOne.Value;

    /// <summary>Where Debian's packages put the newest server; null when none is installed.</summary>
    public static string? Binaries { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql")
            .Where(version => File.Exists(Path.Combine(version, "bin", "initdb")))
            .OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0)
            .Select(version => Path.Combine(version, "bin"))
            .FirstOrDefault()
        : null;

    PostgresCluster()
    {
        var binaries = Binaries ?? throw new InvalidOperationException("There is no PostgreSQL on this machine.");
        folder = Directory.CreateTempSubdirectory("gridgov-postgres-").FullName;
        var passwordFile = Path.Combine(folder, "password");
        File.WriteAllText(passwordFile, password);
        var unprivileged = Unprivileged();
        if (unprivileged is { } owner)
            Run("chown", "-R", $"{owner.Uid}:{owner.Gid}", folder);
        string[] prefix = unprivileged is { } user
            ? ["setpriv", $"--reuid={user.Uid}", $"--regid={user.Gid}", "--clear-groups", "--"]
            : [];
        Run([.. prefix, Path.Combine(binaries, "initdb"), "-D", Path.Combine(folder, "data"), "-U", User, "-E", "UTF8",
            "--locale=C.UTF-8", "--auth=scram-sha-256", "--pwfile", passwordFile, "--no-sync"]);

        port = FreePort();
        // The shell outlives us by a moment, however we end, and takes the server and its files with it.
        Start([.. prefix, "/bin/sh", "-c", """
            "$1/postgres" -D "$2/data" -p "$3" -k "$2" -c listen_addresses=127.0.0.1 -c max_connections=400 \
              -c fsync=off -c synchronous_commit=off -c full_page_writes=off >"$2/log" 2>&1 &
            server=$!
            while [ -d "/proc/$4" ] && kill -0 "$server" 2>/dev/null; do sleep 0.2; done
            kill -QUIT "$server" 2>/dev/null
            wait "$server"
            cd / && rm -rf "$2"
            """, "sh", binaries, folder, $"{port}", $"{Environment.ProcessId}"]).Dispose();
        Task.Run(Plant).GetAwaiter().GetResult();
    }

    /// <summary>Makes a database.</summary>
    /// <param name="template">What to copy; without one it is empty.</param>
    /// <returns>Its connection string.</returns>
    public string NewDatabase(string? template = null)
    {
        // One after another: a template cannot be copied while somebody is in it, and copying takes milliseconds.
        lock (creating)
        {
            var name = $"test_{++databases}";
            using var connection = new NpgsqlConnection(To("postgres") + ";Pooling=false");
            connection.Open();
            using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {template ?? "template1"}", connection);
            command.ExecuteNonQuery();
            return To(name);
        }
    }

    string To(string database) => $"Host=127.0.0.1;Port={port};Database={database};Username={User};Password={password}";

    async Task Plant()
    {
        // The engine's own patience waits for the server.
        await using (var server = Engine("postgres"))
            await server.Migrate([], CancellationToken.None);
        await using (var connection = new NpgsqlConnection(To("postgres") + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"CREATE DATABASE {Template}", connection);
            await command.ExecuteNonQueryAsync();
        }
        await using var engine = Engine(Template);
        await Startup.PrepareStore(engine, CancellationToken.None);
    }

    PostgresEngine Engine(string database) =>
        new(To(database), new Clock(TimeProvider.System, TimeZoneInfo.Utc), new Ids(new Random(1)), NullLogger.Instance);

    /// <summary>PostgreSQL refuses to run as root: somebody who may do nothing else. Null when we are not root.</summary>
    static (int Uid, int Gid)? Unprivileged()
    {
        if (!Environment.IsPrivilegedProcess)
            return null;
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).ToDictionary(fields => fields[0], StringComparer.Ordinal);
        var user = users.GetValueOrDefault("postgres") ?? users["nobody"];
        return (int.Parse(user[2]), int.Parse(user[3]));
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    Process Start(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            // Else the test runner waits for whoever holds its own output.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new Win32Exception($"{command[0]} did not start.");
    }

    void Run(params string[] command)
    {
        using var process = Start(command);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {errors}{output.GetAwaiter().GetResult()}");
    }
}
