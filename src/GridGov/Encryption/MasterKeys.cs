using System.Security.Cryptography;

namespace GridGov.Encryption;

/// <summary>
/// Where the master key is: a setting, or a file; of a deployment that says neither, a file in its data directory, made at
/// the first start. Beside it the next one, while it is changed.
/// </summary>
public sealed class MasterKeys
{
    readonly Source current;
    readonly Source? next;

    MasterKeys(Source current, Source? next) => (this.current, this.next) = (current, next);

    /// <param name="Setting">What says it.</param>
    /// <param name="Own">The program's own file, which it makes.</param>
    sealed record Source(string Setting, MasterKey? Key, string? File, bool Own)
    {
        // A record would print the key's place in memory only, but there is no need to print any of it.
        public override string ToString() => File ?? Setting;
    }

    /// <summary>The file in a deployment's data directory.</summary>
    public static MasterKeys InFolder(string folder) => new(OwnFile(folder), next: null);

    /// <exception cref="SettingsException">A setting is no key, or two say different things.</exception>
    public static MasterKeys From(IConfiguration section, string folder) =>
        new(Named(section, "Master", "MasterFile") ?? OwnFile(folder), Named(section, "NewMaster", "NewMasterFile"));

    static Source OwnFile(string folder) => new("GridGov:Keys:MasterFile", Key: null, Path.Combine(folder, "keys", "master.key"), Own: true);

    static Source? Named(IConfiguration section, string text, string file)
    {
        if (section[text] is not { Length: > 0 } value)
            return section[file] is { Length: > 0 } path ? new Source($"GridGov:Keys:{file}", Key: null, Path.GetFullPath(path), Own: false) : null;
        if (section[file] is { Length: > 0 })
            throw new SettingsException($"GridGov:Keys:{text} and GridGov:Keys:{file} are both set; only one may be.");
        return new Source($"GridGov:Keys:{text}",
            MasterKey.Parse(value) ?? throw new SettingsException($"GridGov:Keys:{text} is no key: it has to be the base64 of {MasterKey.Bytes} bytes (openssl rand -base64 {MasterKey.Bytes})."), File: null, Own: false);
    }

    /// <summary>Where the master key is, in words for the one who has to look.</summary>
    public string Place => current.ToString();

    /// <summary>Where the next one is; null when none is named.</summary>
    public string? NextPlace => next?.ToString();

    /// <returns>Null when it should be in the program's own file, and that is not there.</returns>
    /// <exception cref="KeyException">A file that a setting names is not there, or holds no key.</exception>
    public Task<MasterKey?> Current(CancellationToken ct) => Of(current, mayBeMissing: current.Own, ct);

    /// <returns>Null when none is named.</returns>
    public Task<MasterKey?> Next(CancellationToken ct) => next is null ? Task.FromResult<MasterKey?>(null) : Of(next, mayBeMissing: false, ct);

    /// <summary>Makes the program's own file, or takes the one that another process was quicker to make.</summary>
    public Task<MasterKey> Create(CancellationToken ct) => Create(current, ct);

    /// <summary>The next one; its file is made if it is not there.</summary>
    /// <exception cref="KeyException">None is named.</exception>
    public async Task<MasterKey> CreateNext(CancellationToken ct) => next switch
    {
        null => throw new KeyException("Name the new master key: GridGov:Keys:NewMasterFile (made if it is not there) or GridGov:Keys:NewMaster."),
        { File: { } file } when !File.Exists(file) => await Create(next, ct),
        _ => (await Of(next, mayBeMissing: false, ct))!,
    };

    static async Task<MasterKey?> Of(Source source, bool mayBeMissing, CancellationToken ct)
    {
        if (source.Key is not null)
            return source.Key;
        try
        {
            return MasterKey.Parse(await File.ReadAllTextAsync(source.File!, ct))
                ?? throw new KeyException($"{source.File} holds no master key: it has to be the base64 of {MasterKey.Bytes} bytes.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return mayBeMissing ? null : throw new KeyException($"{source.Setting} names {source.File}, which is not there.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyException($"The master key cannot be read: {e.Message}");
        }
    }

    static async Task<MasterKey> Create(Source source, CancellationToken ct)
    {
        var key = MasterKey.Create();
        var made = $"{source.File}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(source.File)!);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(source.File)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        await using (var file = new FileStream(made, options))
        {
            await using var text = new StreamWriter(file, leaveOpen: true);
            await text.WriteAsync(key.ToText().AsMemory(), ct);
            await text.FlushAsync(ct);
            // What it wraps will be on the disk, so it has to be there first.
            file.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(made, source.File!, overwrite: false);
            return key;
        }
        catch (IOException) when (File.Exists(source.File))
        {
            File.Delete(made);
            return (await Of(source, mayBeMissing: false, ct))!;
        }
    }
}
