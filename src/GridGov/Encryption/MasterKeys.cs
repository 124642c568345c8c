using System.Security.Cryptography;

namespace GridGov.Encryption;

/// <summary>
/// The place of the master key: a setting, a configured file, or by default a file in the data directory, created at the first
/// start; and that of the next one during a change.
/// </summary>
public sealed class MasterKeys
{
    readonly Source current;
    readonly Source? next;

    MasterKeys(Source current, Source? next) => (this.current, this.next) = (current, next);

    /// <param name="Own">Whether the program creates the file.</param>
    sealed record Source(string Setting, MasterKey? Key, string? File, bool Own)
    {
        // Keeps the key out of any printed record.
        public override string ToString() => File ?? Setting;
    }

    public static MasterKeys InFolder(string folder) => new(OwnFile(folder), next: null);

    /// <exception cref="SettingsException">A setting is not a key, or two settings contradict.</exception>
    public static MasterKeys From(IConfiguration section, string folder) =>
        new(Named(section, "Master", "MasterFile") ?? OwnFile(folder), Named(section, "NewMaster", "NewMasterFile"));

    static Source OwnFile(string folder) =>
        new("GridGov:Keys:MasterFile", Key: null, Path.Combine(folder, "keys", "master.key"), Own: true);

    static Source? Named(IConfiguration section, string text, string file)
    {
        if (section[text] is not { Length: > 0 } value)
        {
            return section[file] is { Length: > 0 } path
                ? new Source($"GridGov:Keys:{file}", Key: null, Path.GetFullPath(path), Own: false)
                : null;
        }
        if (section[file] is { Length: > 0 })
            throw new SettingsException($"GridGov:Keys:{text} and GridGov:Keys:{file} are both set; only one may be.");
        return new Source($"GridGov:Keys:{text}",
            MasterKey.Parse(value) ?? throw new SettingsException(
                $"GridGov:Keys:{text} is not a key: it must be the base64 of {MasterKey.Bytes} bytes "
                + $"(openssl rand -base64 {MasterKey.Bytes})."),
            File: null, Own: false);
    }

    /// <summary>The place of the master key, for messages.</summary>
    public string Place => current.ToString();

    public string? NextPlace => next?.ToString();

    /// <returns>Null when the program's own file does not exist.</returns>
    /// <exception cref="KeyException">A configured file is missing or holds no key.</exception>
    public Task<MasterKey?> Current(CancellationToken ct) => Of(current, mayBeMissing: current.Own, ct);

    public Task<MasterKey?> Next(CancellationToken ct) =>
        next is null ? Task.FromResult<MasterKey?>(null) : Of(next, mayBeMissing: false, ct);

    /// <summary>Creates the program's own file, or reads the one that another process created first.</summary>
    public Task<MasterKey> Create(CancellationToken ct) => Create(current, ct);

    /// <summary>The next master key; its file is created when missing.</summary>
    /// <exception cref="KeyException">None is configured.</exception>
    public async Task<MasterKey> CreateNext(CancellationToken ct) => next switch
    {
        null => throw new KeyException(
            "Configure the new master key: GridGov:Keys:NewMasterFile (created when missing) or GridGov:Keys:NewMaster."),
        { File: { } file } when !File.Exists(file) => await Create(next, ct),
        _ => (await Of(next, mayBeMissing: false, ct))!,
    };

    static async Task<MasterKey?> Of(Source source, bool mayBeMissing, CancellationToken ct)
    {
        if (source.Key is not null)
            return source.Key;
        try
        {
            OwnerOnlyFile.CloseToOthers(source.File!);
            return MasterKey.Parse(await File.ReadAllTextAsync(source.File!, ct))
                ?? throw new KeyException($"{source.File} holds no master key: it must be the base64 of {MasterKey.Bytes} bytes.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return mayBeMissing ? null : throw new KeyException($"{source.Setting} names {source.File}, which does not exist.");
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
        OwnerOnlyFile.CreateFolderOf(made);
        await using (var file = OwnerOnlyFile.Create(made, FileMode.CreateNew))
        {
            await using var text = new StreamWriter(file, leaveOpen: true);
            await text.WriteAsync(key.ToText().AsMemory(), ct);
            await text.FlushAsync(ct);
            // On the disk before anything that it wraps.
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
