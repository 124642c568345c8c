namespace GridGov.Data;

/// <summary>Creates files and folders for their owner alone (0600 and 0700). Windows keeps the permissions of the folder above.</summary>
public static class OwnerOnlyFile
{
    const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates the folder of a file, and those above it, where they are missing.</summary>
    public static void CreateFolderOf(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        // The mode is that of the last folder alone, so those above it are created first.
        if (Path.GetDirectoryName(folder) is { } above && !Directory.Exists(above))
            CreateFolderOf(folder);
        Directory.CreateDirectory(folder, ReadWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Opens a file for writing; if it is new, only its owner can read it.</summary>
    public static FileStream Create(string file, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = ReadWrite;
        return new FileStream(file, options);
    }

    /// <summary>Gives a file that everybody can read to its owner alone. A group that somebody has chosen keeps its access.</summary>
    public static void CloseToOthers(string file)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            if ((File.GetUnixFileMode(file) & Others) != UnixFileMode.None)
                File.SetUnixFileMode(file, ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It does not exist, or another user owns it and decides.
        }
    }
}
