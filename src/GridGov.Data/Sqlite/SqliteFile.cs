namespace GridGov.Data.Sqlite;

/// <summary>The permissions of the database file. SQLite gives its write-ahead log and its index the same.</summary>
static class SqliteFile
{
    const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates a missing folder and file for their owner alone, and closes existing files that everybody can read.</summary>
    public static void Protect(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(file)!, Owner | UnixFileMode.UserExecute);
        CreateMissing(file);
        foreach (var each in new[] { file, file + "-wal", file + "-shm" })
            CloseToOthers(each);
    }

    /// <summary>SQLite takes an empty file for a new database; it would create one with the permissions of the umask.</summary>
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    static void CreateMissing(string file)
    {
        try
        {
            using var _ = new FileStream(
                file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Owner });
        }
        catch (IOException) when (File.Exists(file))
        {
            // It is there already, or another process has just created it.
        }
    }

    /// <summary>Gives a file that everybody can read to its owner alone; the master key's too.</summary>
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    internal static void CloseToOthers(string file)
    {
        try
        {
            if (File.GetUnixFileMode(file) is var mode && (mode & Others) != UnixFileMode.None)
                File.SetUnixFileMode(file, Owner);
        }
        catch (Exception e) when (e is FileNotFoundException or UnauthorizedAccessException or IOException)
        {
            // Not there, or of another owner, whose decision it then is.
        }
    }
}
