using System.Net.Sockets;
using Npgsql;

namespace GridGov.Platform.Data;

/// <summary>The first connection to PostgreSQL: patient with a server that is coming up, and clear about one that will not.</summary>
sealed partial class PostgresStart(NpgsqlConnectionStringBuilder settings, TimeSpan patience, ILogger log)
{
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
                return;
            }
            catch (NpgsqlException e)
            {
                fault = e;
            }
            if (!MayComeUp(fault))
                throw new StoreUnreachableException($"PostgreSQL at {settings.Host}:{settings.Port} refuses database {settings.Database} to user {settings.Username}: {Reason(fault)}", fault);
            if (!said)
                Waits(log, $"{settings.Host}:{settings.Port}", (int)patience.TotalSeconds, Reason(fault));
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

    static bool MayComeUp(NpgsqlException e) => e is PostgresException refused
        ? refused.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
        : e.InnerException is SocketException or IOException or TimeoutException;

    static string Reason(NpgsqlException e) => (e is PostgresException refused ? refused.MessageText : e.InnerException?.Message ?? e.Message).TrimEnd('.') + ".";

    [LoggerMessage(1, LogLevel.Warning, "Waiting for PostgreSQL at {Place}, up to {Seconds} seconds: {Reason}")]
    private static partial void Waits(ILogger log, string place, int seconds, string reason);
}
