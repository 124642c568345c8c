using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GridGov.Data.Sqlite;

static class SqliteConfiguration
{
    /// <summary>SQLITE_CONFIG_MULTITHREAD.</summary>
    const int MultiThread = 2;

    /// <summary>SQLITE_CONFIG_MEMSTATUS.</summary>
    const int MemoryStatus = 9;

    /// <summary>SQLITE_DBCONFIG_ENABLE_QPSG.</summary>
    const int KeepPlans = 1007;

    // sqlite3_config works only before the library's first use, so this is a module initialiser.
#pragma warning disable CA2255 // A library should not use module initialisers; this is the program itself.
    [ModuleInitializer]
    internal static void Configure()
#pragma warning restore CA2255
    {
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        // No connection is used by two threads at once, so SQLite needs no mutex per call.
        raw.sqlite3_config(MultiThread);
        // The memory statistics are not read and would cost a mutex per allocation.
        raw.sqlite3_config(MemoryStatus, 0);
        Batteries_V2.Init();
    }

    /// <summary>
    /// Keeps a prepared statement's plan whatever its parameters are. SQLite 3.53 otherwise compiles a statement anew whenever the
    /// parameter of its LIMIT is bound, which took a sixth of a list.
    /// </summary>
    public static void KeepPreparedPlans(SqliteConnection connection) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_db_config(connection.Handle, KeepPlans, 1, out _), connection.Handle);
}
