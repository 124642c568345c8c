using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GridGov.Data.Sqlite;

/// <summary>Translates result codes of SQLite into the condition of the database.</summary>
static class SqliteFailures
{
    /// <returns>Null when the statement itself is at fault.</returns>
    /// <param name="writing">Whether the work may write: a reading connection refuses writes by design.</param>
    public static StoreUnavailableException? Of(Exception exception, bool writing) =>
        exception is SqliteException refused ? Of(refused, writing) : null;

    static StoreUnavailableException? Of(SqliteException refused, bool writing) => refused.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StoreBusyException("Another process holds the database's lock.", refused),
        raw.SQLITE_NOMEM => new StoreBusyException("There is too little memory.", refused),
        raw.SQLITE_FULL => New(StoreCondition.Full, refused),
        // Extended codes come from the file; the plain one on a reading connection is a fault of the program.
        raw.SQLITE_READONLY when writing || refused.SqliteExtendedErrorCode != raw.SQLITE_READONLY => New(StoreCondition.ReadOnly, refused),
        raw.SQLITE_PERM => New(StoreCondition.ReadOnly, refused),
        raw.SQLITE_CANTOPEN => New(StoreCondition.Unreachable, refused),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => New(StoreCondition.Damaged, refused),
        raw.SQLITE_IOERR or raw.SQLITE_PROTOCOL => New(StoreCondition.Failing, refused),
        _ => null,
    };

    static StoreUnavailableException New(StoreCondition condition, SqliteException refused) =>
        new(condition,
            $"SQLite: {raw.sqlite3_errstr(refused.SqliteExtendedErrorCode).utf8_to_string()} ({refused.SqliteExtendedErrorCode}).",
            refused);
}
