using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;

namespace GridGov.TestSupport;

/// <summary>A private PostgreSQL in a temporary folder, on a free loopback port; it ends with this process.</summary>
sealed class PostgresServer
{
    const string User = "gridgov";
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    readonly string password = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
    readonly string folder;
    readonly int port;

    /// <summary>The folder of the newest server of Debian's packages; null when none is installed.</summary>
    public static string? Binaries { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql")
            .Where(version => File.Exists(Path.Combine(version, "bin", "initdb")))
            .OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0)
            .Select(version => Path.Combine(version, "bin"))
            .FirstOrDefault()
        : null;

    /// <param name="settings">Server settings in addition to the defaults, each as <c>name=value</c>.</param>
    public PostgresServer(params string[] settings)
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

        port = LoopbackPort.Free();
        // The shell outlives this process briefly, however it ends, and removes the server and its files.
        Start([.. prefix, "/bin/sh", "-c", """
            binaries=$1 folder=$2 port=$3 parent=$4
            shift 4
            run() {
                "$binaries/postgres" -D "$folder/data" -p "$port" -k "$folder" -c listen_addresses=127.0.0.1 "$@" >>"$folder/log" 2>&1 &
                server=$!
            }
            run "$@"
            while [ -d "/proc/$parent" ] && kill -0 "$server" 2>/dev/null; do
                sleep 0.2
                if [ -e "$folder/stop" ]; then
                    kill -INT "$server"
                    wait "$server"
                    mv "$folder/stop" "$folder/stopped"
                    while [ -d "/proc/$parent" ] && [ -e "$folder/stopped" ]; do sleep 0.1; done
                    run "$@"
                fi
            done
            kill -QUIT "$server" 2>/dev/null
            kill -CONT "$server" $(grep -ls "^PPid:[[:space:]]*$server\$" /proc/[0-9]*/status | tr -dc '0-9\n') 2>/dev/null
            wait "$server"
            cd / && rm -rf "$folder"
            """, "sh", binaries, folder, $"{port}", $"{Environment.ProcessId}",
            .. settings.SelectMany(setting => new[] { "-c", setting })]).Dispose();
    }

    /// <summary>The connection string of one of its databases.</summary>
    public string To(string database) => $"Host=127.0.0.1;Port={port};Database={database};Username={User};Password={password}";

    /// <summary>Waits until it accepts connections.</summary>
    public async Task WaitUntilReady()
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(PollInterval))
        {
            try
            {
                await using var connection = new NpgsqlConnection(To("postgres") + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (watch.Elapsed < StartTimeout)
            {
                // The server is still starting.
            }
        }
    }

    /// <summary>Stops the server, which ends every connection, and waits until it has stopped.</summary>
    public async Task Stop()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "stop"), "");
        for (var watch = Stopwatch.StartNew(); !File.Exists(Path.Combine(folder, "stopped")); await Task.Delay(PollInterval))
        {
            if (watch.Elapsed > StartTimeout)
                throw new TimeoutException("PostgreSQL did not stop.");
        }
    }

    /// <summary>Starts the server again and waits until it takes connections.</summary>
    public Task StartAgain()
    {
        File.Delete(Path.Combine(folder, "stopped"));
        return WaitUntilReady();
    }

    /// <summary>Suspends all processes of the server: it keeps its connections and answers nothing.</summary>
    public void Suspend() => Signal("STOP");

    /// <summary>Lets the server continue.</summary>
    public void Resume() => Signal("CONT");

    void Signal(string name)
    {
        var server = File.ReadLines(Path.Combine(folder, "data", "postmaster.pid")).First();
        var children = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(process => int.TryParse(process, out _) && ParentOf(process!) == server);
        Run(["kill", $"-{name}", server, .. children!]);
    }

    /// <summary>The parent of a process; null when the process has ended meanwhile.</summary>
    static string? ParentOf(string process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(line => line.StartsWith("PPid:", StringComparison.Ordinal))?[5..].Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Creates a database; the server must be ready.</summary>
    /// <param name="template">The database to copy; without one the new database is empty.</param>
    /// <returns>The connection string.</returns>
    public string NewDatabase(string name, string template = "template1")
    {
        using var connection = new NpgsqlConnection(To("postgres") + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {template}", connection);
        command.ExecuteNonQuery();
        return To(name);
    }

    /// <summary>The user to run as, because PostgreSQL refuses to run as root; null when this process is not root.</summary>
    static (int Uid, int Gid)? Unprivileged()
    {
        if (!Environment.IsPrivilegedProcess)
            return null;
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':'))
            .ToDictionary(fields => fields[0], StringComparer.Ordinal);
        var user = users.GetValueOrDefault("postgres") ?? users["nobody"];
        return (int.Parse(user[2]), int.Parse(user[3]));
    }

    Process Start(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            // The test runner waits until no process holds its output any more, so the child gets its own streams.
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
        {
            throw new InvalidOperationException(
                $"{string.Join(' ', command)} ended with {process.ExitCode}: {errors}{output.GetAwaiter().GetResult()}");
        }
    }
}
