using System.Net.Sockets;
using Dapper;
using Npgsql;

namespace GridGov.Data.Postgres;

/// <summary>The first connection to PostgreSQL: patient with a server that is coming up, and clear about one that will not.</summary>
sealed partial class PostgresConnector(NpgsqlConnectionStringBuilder settings, TimeSpan patience, ILogger log)
{
    /// <summary>The advisory lock of whoever fills an empty database; those that start on one share it.</summary>
    public const long FillLock = 0x4772_6964_0010;

    /// <summary>Opens, waiting for a database that is still coming up; what waiting cannot mend is said at once.</summary>
    public async Task Open(NpgsqlConnection connection, CancellationToken ct)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(ct);
        until.CancelAfter(patience);
        for (var said = false; ; said = true)
        {
            NpgsqlException fault;
            try
            {
                await connection.OpenAsync(ct);
                if (connection.PostgresParameters["server_encoding"] is not "UTF8" and var encoding)
                {
                    await connection.CloseAsync();
                    throw new StoreUnreachableException($"Database {settings.Database} is in the encoding {encoding}; GridGov needs UTF8: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.");
                }
                return;
            }
            catch (NpgsqlException e)
            {
                fault = e;
            }
            if (!IsStarting(fault))
                throw new StoreUnreachableException($"PostgreSQL at {settings.Host}:{settings.Port} refuses database {settings.Database} to user {settings.Username}: {Reason(fault)}", fault);
            if (!said)
                LogWaiting(log, $"{settings.Host}:{settings.Port}", (int)patience.TotalSeconds, Reason(fault));
            try
            {
                await Task.Delay(500, until.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new StoreUnreachableException($"PostgreSQL at {settings.Host}:{settings.Port} did not come up within {patience.TotalSeconds:0} seconds: {Reason(fault)} Is it running, and is GridGov:Database:ConnectionString right?", fault);
            }
        }
    }

    /// <summary>Holds off a copy until the end of the transaction.</summary>
    /// <exception cref="StoreUnreachableException">One is under way.</exception>
    public static async Task BlockCopy(NpgsqlConnection connection, string database)
    {
        if (!await connection.ExecuteScalarAsync<bool>(ShareFill, new { Lock = FillLock }))
            throw new StoreUnreachableException($"A copy into database {database} is under way. Start again when it has ended; until then there is nothing in it.");
    }

    public static StoreUnreachableException AccessDenied(string database, PostgresException e) => new(
        $"The user may not make tables in database {database}: {e.MessageText}. Let it own the database (ALTER DATABASE {database} OWNER TO …).", e);

    static bool IsStarting(NpgsqlException e) => e is PostgresException refused
        ? refused.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
        : e.InnerException is SocketException or IOException or TimeoutException;

    static string Reason(NpgsqlException e) => (e is PostgresException refused ? refused.MessageText : e.InnerException?.Message ?? e.Message).TrimEnd('.') + ".";

    public const string TableExists = "SELECT count(*) FROM pg_class WHERE oid = to_regclass(@Name) AND relkind IN ('r', 'p')";

    const string ShareFill = "SELECT pg_try_advisory_xact_lock_shared(@Lock)";

    [LoggerMessage(1, LogLevel.Warning, "Waiting for PostgreSQL at {Place}, up to {Seconds} seconds: {Reason}")]
    private static partial void LogWaiting(ILogger log, string place, int seconds, string reason);
}
