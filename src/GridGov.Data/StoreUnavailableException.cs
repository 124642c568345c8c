namespace GridGov.Data;

/// <summary>What keeps the store from doing what it is asked for.</summary>
public enum StoreCondition
{
    /// <summary>More is asked of it than it can take, or a row is locked by somebody else.</summary>
    Busy,

    /// <summary>It is stopped, starting, cut off, or does not answer.</summary>
    Unreachable,

    /// <summary>Its disk is full.</summary>
    Full,

    /// <summary>It takes no writes.</summary>
    ReadOnly,

    /// <summary>What it reads from its files is not what was written.</summary>
    Damaged,

    /// <summary>Its disk answers with errors.</summary>
    Failing,
}

/// <summary>The store cannot do it at present. Nothing was written, unless <see cref="IsOutcomeUnknown"/>; the caller should try again.</summary>
public class StoreUnavailableException(StoreCondition condition, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreCondition Condition { get; } = condition;

    /// <summary>The store was lost while it committed, so the write may or may not be there.</summary>
    public bool IsOutcomeUnknown { get; init; }
}

/// <summary>The store has more waiting work than it accepts, a lock was not free in time, or it is shutting down.</summary>
public sealed class StoreBusyException(string message, Exception? inner = null)
    : StoreUnavailableException(StoreCondition.Busy, message, inner);

/// <summary>How long a caller waits for the store before it is told to try again.</summary>
/// <param name="Wait">For a connection, or for its turn to write.</param>
/// <param name="Silence">For a PostgreSQL that accepts connections and statements and answers none.</param>
public sealed record StoreTimeouts(TimeSpan Wait, TimeSpan Silence)
{
    public static readonly StoreTimeouts Default = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5));
}
