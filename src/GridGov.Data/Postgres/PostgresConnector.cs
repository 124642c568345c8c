using System.Net.Sockets;
using Dapper;
using Npgsql;

namespace GridGov.Data.Postgres;

/// <summary>Opens the first connection: waits for a server that is starting, and explains every other failure.</summary>
sealed partial class PostgresConnector(NpgsqlConnectionStringBuilder settings, TimeSpan timeout, ILogger log)
{
    /// <summary>Advisory lock: exclusive for a copy that fills the database, shared for servers that start on it.</summary>
    public const long FillLock = 0x4772_6964_0010;

    /// <summary>Waits only for failures that waiting can end; others are thrown at once.</summary>
    public async Task Open(NpgsqlConnection connection, CancellationToken ct)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(ct);
        until.CancelAfter(timeout);
        for (var isLogged = false; ; isLogged = true)
        {
            NpgsqlException fault;
            try
            {
                await connection.OpenAsync(ct);
                if (connection.PostgresParameters["server_encoding"] is not "UTF8" and var encoding)
                {
                    await connection.CloseAsync();
                    throw new StoreUnreachableException(
                        $"Database {settings.Database} is in the encoding {encoding}; GridGov needs UTF8: "
                        + "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.");
                }
                return;
            }
            catch (NpgsqlException e)
            {
                fault = e;
            }
            if (!IsStarting(fault))
            {
                throw new StoreUnreachableException(
                    $"PostgreSQL at {settings.Host}:{settings.Port} refuses database {settings.Database} to user {settings.Username}: "
                    + Reason(fault), fault);
            }
            if (!isLogged)
                LogWaiting(log, $"{settings.Host}:{settings.Port}", (int)timeout.TotalSeconds, Reason(fault));
            try
            {
                await Task.Delay(500, until.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new StoreUnreachableException(
                    $"PostgreSQL at {settings.Host}:{settings.Port} did not come up within {timeout.TotalSeconds:0} seconds: "
                    + $"{Reason(fault)} Is it running, and is GridGov:Database:ConnectionString right?", fault);
            }
        }
    }

    /// <summary>Blocks a copy until the transaction ends.</summary>
    /// <exception cref="StoreUnreachableException">A copy is running.</exception>
    public static async Task BlockCopy(NpgsqlConnection connection, string database)
    {
        if (!await connection.ExecuteScalarAsync<bool>(ShareFill, new { Lock = FillLock }))
        {
            throw new StoreUnreachableException(
                $"A copy into database {database} is running, and the database is empty until it ends. Start again then.");
        }
    }

    public static StoreUnreachableException AccessDenied(string database, PostgresException e) => new(
        $"The user may not create tables in database {database}: {e.MessageText}. "
        + $"Make the user its owner (ALTER DATABASE {database} OWNER TO …).", e);

    static bool IsStarting(NpgsqlException e) => e is PostgresException refused
        ? refused.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
        : e.InnerException is SocketException or IOException or TimeoutException;

    static string Reason(NpgsqlException e) =>
        (e is PostgresException refused ? refused.MessageText : e.InnerException?.Message ?? e.Message).TrimEnd('.') + ".";

    public const string TableExists = "SELECT count(*) FROM pg_class WHERE oid = to_regclass(@Name) AND relkind IN ('r', 'p')";

    const string ShareFill = "SELECT pg_try_advisory_xact_lock_shared(@Lock)";

    [LoggerMessage(1, LogLevel.Warning, "Waiting for PostgreSQL at {Place}, up to {Seconds} seconds: {Reason}")]
    private static partial void LogWaiting(ILogger log, string place, int seconds, string reason);
}
