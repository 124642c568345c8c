namespace GridGov.Data;

/// <summary>Why the database cannot do what it is asked for.</summary>
public enum StoreCondition
{
    /// <summary>Too many calls wait, or somebody else holds a lock.</summary>
    Busy,

    /// <summary>It is stopped, starting, cut off, or does not answer.</summary>
    Unreachable,

    /// <summary>Its disk is full.</summary>
    Full,

    /// <summary>It takes no writes.</summary>
    ReadOnly,

    /// <summary>Its files are corrupted.</summary>
    Damaged,

    /// <summary>Its disk answers with errors.</summary>
    Failing,
}

/// <summary>
/// The database cannot do it at present; the caller should try again. Nothing was written, unless <see cref="IsOutcomeUnknown"/>.
/// </summary>
public class StoreUnavailableException(StoreCondition condition, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreCondition Condition { get; } = condition;

    /// <summary>The connection was lost during the commit, so the write may or may not be there.</summary>
    public bool IsOutcomeUnknown { get; init; }
}

/// <summary>Too many calls wait, a lock was not free in time, or the engine is closing.</summary>
public sealed class StoreBusyException(string message, Exception? inner = null)
    : StoreUnavailableException(StoreCondition.Busy, message, inner);

/// <summary>How long a caller waits for the database before it is told to try again.</summary>
/// <param name="Wait">The wait for a connection or for a turn to write.</param>
/// <param name="Silence">How long a PostgreSQL with open connections may answer nothing.</param>
public sealed record StoreTimeouts(TimeSpan Wait, TimeSpan Silence)
{
    public static readonly StoreTimeouts Default = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5));
}
