using System.Net.Sockets;
using Npgsql;

namespace GridGov.Data.Postgres;

/// <summary>Translates exceptions of the driver and SQLSTATEs into the condition of the server.</summary>
static class PostgresFailures
{
    /// <returns>Null when the statement itself is at fault.</returns>
    /// <param name="writing">Whether the work may write: a reading session refuses writes by design (25006).</param>
    public static StoreUnavailableException? Of(Exception exception, bool writing) => exception switch
    {
        PostgresException refused => ConditionOf(refused.SqlState, writing) is { } condition
            ? New(condition, refused.MessageText, refused)
            : null,
        NpgsqlException { InnerException: TimeoutException } when IsPoolExhausted(exception) =>
            new StoreBusyException("No connection was free in time.", exception),
        NpgsqlException { InnerException: TimeoutException or IOException or SocketException } lost =>
            New(StoreCondition.Unreachable, lost.InnerException!.Message, lost),
        NpgsqlException { IsTransient: true } lost => New(StoreCondition.Unreachable, lost.Message, lost),
        SocketException or TimeoutException => New(StoreCondition.Unreachable, exception.Message, exception),
        _ => null,
    };

    /// <summary>The database was restarted since the connection was last used; the pool's other connections are lost too.</summary>
    public static bool IsLostConnection(NpgsqlException e) => e is PostgresException ended
        ? ended.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        : e.InnerException is IOException;

    /// <summary>The failure of opening a connection, which is never the fault of the work.</summary>
    public static StoreUnavailableException OfOpening(PostgresException refused) =>
        Of(refused, writing: true) ?? New(StoreCondition.Unreachable, refused.MessageText, refused);

    static StoreUnavailableException New(StoreCondition condition, string reason, Exception inner)
    {
        var message = $"PostgreSQL: {reason.TrimEnd('.')}.";
        return condition == StoreCondition.Busy
            ? new StoreBusyException(message, inner)
            : new StoreUnavailableException(condition, message, inner);
    }

    static StoreCondition? ConditionOf(string state, bool writing) => state switch
    {
        PostgresErrorCodes.DiskFull => StoreCondition.Full,
        PostgresErrorCodes.ReadOnlySqlTransaction => writing ? StoreCondition.ReadOnly : null,
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => StoreCondition.Damaged,
        // Locks, conflicts that remained after retries, statements that took too long.
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected or IdleInTransaction => StoreCondition.Busy,
        _ when state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("08", StringComparison.Ordinal) =>
            StoreCondition.Unreachable,
        // Connections, memory, and what else has run out.
        _ when state.StartsWith("53", StringComparison.Ordinal) => StoreCondition.Busy,
        _ when state.StartsWith("58", StringComparison.Ordinal) => StoreCondition.Failing,
        _ => null,
    };

    const string IdleInTransaction = "25P03";

    // Only the message tells it from a connection that timed out; a test pins the words.
    static bool IsPoolExhausted(Exception exception) => exception.Message.Contains("pool has been exhausted", StringComparison.Ordinal);
}
