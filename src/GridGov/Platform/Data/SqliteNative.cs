using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GridGov.Platform.Data;

/// <summary>
/// Chooses the SQLite library. The bundle that this project can be built with carries 3.35.5; a system library that is
/// newer has the security fixes that it lacks, and is taken when it is there.
/// </summary>
static class SqliteNative
{
    const int BundledVersion = 3_035_005;

    /// <summary>SQLITE_CONFIG_MULTITHREAD.</summary>
    const int ConfigMultiThread = 2;

    /// <summary>SQLITE_CONFIG_MEMSTATUS.</summary>
    const int ConfigMemoryStatus = 9;

    // The one moment before first use: SQLitePCLRaw binds the library in its own static initialiser.
#pragma warning disable CA2255 // A library should not use module initialisers; this is the program itself.
    [ModuleInitializer]
    internal static void Choose()
#pragma warning restore CA2255
    {
        NativeLibrary.SetDllImportResolver(
            typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, static (name, assembly, path) =>
                string.Equals(name, "e_sqlite3", StringComparison.Ordinal) ? System.Value : IntPtr.Zero);
        // A connection is never used by two threads at once here (a reader has its own, the writer is one), so the mutex
        // that SQLite would take for every call is spared. Only works before the library is first used.
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());
        SQLitePCL.raw.sqlite3_config(ConfigMultiThread);
        // Nor does anybody read its account of memory, for which every allocation would take another.
        SQLitePCL.raw.sqlite3_config(ConfigMemoryStatus, 0);
        SQLitePCL.Batteries_V2.Init();
    }

    static readonly Lazy<IntPtr> System = new(() =>
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libsqlite3.so.0", out var library))
            return IntPtr.Zero;
        if (NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var export)
            && Marshal.GetDelegateForFunctionPointer<VersionNumber>(export)() > BundledVersion)
            return library;
        NativeLibrary.Free(library);
        return IntPtr.Zero;
    });

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate int VersionNumber();
}
