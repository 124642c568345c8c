using System.Data.Common;
using Dapper;
using Npgsql;

namespace GridGov.Data.Postgres;

/// <summary>The pools of reading and writing connections, with the limits of waiting for the server.</summary>
sealed class PostgresConnections(NpgsqlConnectionStringBuilder settings, StoreTimeouts timeouts) : IAsyncDisposable
{
    /// <summary>How much longer the client's time limits are than the server's own.</summary>
    const int GraceSeconds = 10;

    // A recount of a city's counters reads for minutes; a write of that length would block all others.
    readonly NpgsqlDataSource readers = Pool(settings, timeouts, "-c default_transaction_read_only=on", statementSeconds: 600);
    readonly NpgsqlDataSource writers = Pool(settings, timeouts, "", statementSeconds: 60);
    CancellationTokenSource answering = new();
    volatile bool silent;

    public ValueTask<NpgsqlConnection> OpenReader(CancellationToken ct) => Open(readers, ct);

    public ValueTask<NpgsqlConnection> OpenWriter(CancellationToken ct) => Open(writers, ct);

    /// <summary>Opens a connection or takes one from the pool. Waits for at most the time limit while the server has none free.</summary>
    async ValueTask<NpgsqlConnection> Open(NpgsqlDataSource pool, CancellationToken ct)
    {
        if (silent)
            throw Silent();
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await pool.OpenConnectionAsync(ct);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections
                && TimeProvider.System.GetElapsedTime(began) < timeouts.Wait)
            {
                await Task.Delay(Random.Shared.Next(50, 200), ct);
            }
            catch (PostgresException e)
            {
                throw PostgresFailures.OfOpening(e);
            }
        }
    }

    /// <summary>Waits for a work until the server is found silent; then the caller is answered and the work ends by itself.</summary>
    public async Task<T> Await<T>(PostgresCall call, Task<T> work)
    {
        if (work.IsCompleted)
            return await work;
        var answers = Volatile.Read(ref answering).Token;
        try
        {
            return await work.WaitAsync(answers);
        }
        catch (OperationCanceledException) when (answers.IsCancellationRequested && !work.IsCompleted)
        {
            // Nobody awaits the work any more, so its exception is observed here.
            _ = work.ContinueWith(
                static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw call.Abandon();
        }
    }

    public static StoreUnavailableException Silent() => new(StoreCondition.Unreachable, "PostgreSQL does not answer.");

    public static StoreUnavailableException LostInCommit(Exception? inner = null) =>
        new(StoreCondition.Unreachable, "PostgreSQL was lost while it committed.", inner) { IsOutcomeUnknown = true };

    /// <summary>Ends all waiting for the server, which has been silent for too long.</summary>
    public void GiveUp()
    {
        silent = true;
        Interlocked.Exchange(ref answering, new CancellationTokenSource()).Cancel();
    }

    public void Answered() => silent = false;

    /// <summary>Closes the idle connections, which were lost with the server.</summary>
    public void Clear()
    {
        readers.Clear();
        writers.Clear();
    }

    public static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        NpgsqlConnectionStringBuilder parsed;
        try
        {
            parsed = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The message names the keyword and no value, because the string may have a password.
            throw new StoreUnreachableException(
                $"GridGov:Database:ConnectionString is not a PostgreSQL connection string: {e.Message}", e);
        }
        if (string.IsNullOrWhiteSpace(parsed.Host))
            throw new StoreUnreachableException("GridGov:Database:ConnectionString names no Host.");
        parsed.Database ??= parsed.Username;
        return parsed;
    }

    static NpgsqlDataSource Pool(NpgsqlConnectionStringBuilder settings, StoreTimeouts timeouts, string options, int statementSeconds)
    {
        // NpgsqlConnectionStringBuilder.ContainsKey is true for every keyword it knows, whether set or not.
        var set = new DbConnectionStringBuilder { ConnectionString = settings.ConnectionString };
        var pool = new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            // The string's own options come last and take precedence.
            Options = $"-c lock_timeout=10000 -c idle_in_transaction_session_timeout=120000 "
                + $"-c statement_timeout={statementSeconds * 1000} {options} {settings.Options}",
            ApplicationName = settings.ApplicationName ?? "GridGov",
            // No session state is set here, so no reset is needed.
            NoResetOnClose = true,
        };
        // The server's own limits end a statement; the client's are for a server that does not answer at all.
        if (!set.ContainsKey("Command Timeout"))
            pool.CommandTimeout = statementSeconds + GraceSeconds;
        if (!set.ContainsKey("Timeout"))
            pool.Timeout = Math.Max(1, (int)timeouts.Wait.TotalSeconds);
        pool.TcpKeepAlive = true;
        pool.TcpKeepAliveTime = 10;
        pool.TcpKeepAliveInterval = 3;
        if (pool.MaxAutoPrepare == 0)
        {
            pool.MaxAutoPrepare = 200;
            pool.AutoPrepareMinUsages = 2;
        }
        return NpgsqlDataSource.Create(pool);
    }

    /// <summary>Commits a message to the write-ahead log and spills a sort to the disk.</summary>
    public async Task Probe(CancellationToken ct)
    {
        await using var connection = await OpenWriter(ct);
        if (await connection.QuerySingleAsync<bool>(ProbeStatement))
            throw new StoreUnavailableException(StoreCondition.ReadOnly, "PostgreSQL takes no writes.");
    }

    // The message is flushed with the commit, and the sort exceeds work_mem: both need room on the disk.
    const string ProbeStatement = """
        SELECT current_setting('transaction_read_only')::boolean
          FROM (SELECT pg_logical_emit_message(true, 'gridgov', 'probe')) AS written,
               (SELECT count(*)
                  FROM (SELECT repeat(md5(n::text), 8) FROM generate_series(1, 20000) AS n ORDER BY 1 OFFSET 1) AS sorted) AS spilt
        """;

    public async ValueTask DisposeAsync()
    {
        await writers.DisposeAsync();
        await readers.DisposeAsync();
    }
}
