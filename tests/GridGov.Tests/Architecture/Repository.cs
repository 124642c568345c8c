namespace GridGov.Tests.Architecture;

/// <summary>The files of the repository.</summary>
static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The sources of the program, by their path below src with forward slashes.</summary>
    public static IReadOnlyList<(string Path, string Text)> Sources { get; } = [.. Read("src")];

    /// <summary>The sources of the program, as above, and of its tests.</summary>
    public static IEnumerable<(string Path, string Text)> AllSources => Sources.Concat(Read("tests"));

    static IEnumerable<(string Path, string Text)> Read(string top) =>
        Directory.EnumerateFiles(Path.Combine(Root, top), "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(Path.Combine(Root, top), file).Replace('\\', '/'), File: file))
            .Where(source => !source.Path.Contains("/obj/", StringComparison.Ordinal)
                && !source.Path.Contains("/bin/", StringComparison.Ordinal))
            .OrderBy(source => source.Path, StringComparer.Ordinal)
            .Select(source => (source.Path, File.ReadAllText(source.File)));

    static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "GridGov.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
