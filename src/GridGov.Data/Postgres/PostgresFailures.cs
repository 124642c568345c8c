using System.Net.Sockets;
using Npgsql;

namespace GridGov.Data.Postgres;

/// <summary>What an exception of the driver says of the server: the one place that reads SQLSTATEs of outages.</summary>
static class PostgresFailures
{
    /// <returns>Null when it is the statement's own fault.</returns>
    /// <param name="writing">Whether the work may write: a reading session refuses writes by design (25006).</param>
    public static StoreUnavailableException? Of(Exception exception, bool writing) => exception switch
    {
        PostgresException refused => ConditionOf(refused.SqlState, writing) is { } condition ? New(condition, refused.MessageText, refused) : null,
        NpgsqlException { InnerException: TimeoutException } when IsPoolExhausted(exception) =>
            new StoreBusyException("No connection was free in time.", exception),
        NpgsqlException { InnerException: TimeoutException or IOException or SocketException } lost =>
            New(StoreCondition.Unreachable, lost.InnerException!.Message, lost),
        NpgsqlException { IsTransient: true } lost => New(StoreCondition.Unreachable, lost.Message, lost),
        SocketException or TimeoutException => New(StoreCondition.Unreachable, exception.Message, exception),
        _ => null,
    };

    /// <summary>A connection that cannot be opened: whatever the reason, the work is not to blame.</summary>
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
        // Locks, conflicts that repeating did not mend, statements that took too long.
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

    // The driver tells it from a connection that timed out by the words alone; pinned by a test.
    static bool IsPoolExhausted(Exception exception) => exception.Message.Contains("pool has been exhausted", StringComparison.Ordinal);
}
