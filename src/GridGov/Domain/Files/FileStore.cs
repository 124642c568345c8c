using System.Security.Cryptography;
using GridGov.Encryption;

namespace GridGov.Domain.Files;

/// <summary>
/// The folder with the content of uploaded files. Only this class knows how content is kept; all of it is encrypted, because a file
/// is there before anybody knows whether its ticket is confidential.
/// </summary>
public sealed class FileStore(string folder)
{
    const int NameBytes = 16;
    const string Unfinished = ".tmp";

    public string Folder => folder;

    /// <summary>A name for new content, which says nothing of it.</summary>
    public static string NewName() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes));

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(EncryptedFile.KeyBytes);

    /// <summary>The part of a file's name that its row has.</summary>
    public static string BaseOf(string name) => name.Split('.')[0];

    /// <summary>Writes content, which is on the disk when this returns. After an exception nothing of it is kept.</summary>
    /// <returns>Length and SHA-256 of the content; null, with nothing kept, when it is longer than <paramref name="most"/>.</returns>
    public async Task<(long Length, string Sha256)?> Write(string name, byte[] key, Stream content, long most, CancellationToken ct)
    {
        var file = PathOf(name);
        OwnerOnlyFile.CreateFolderOf(file);
        var unfinished = file + Unfinished;
        try
        {
            (long, string)? written;
            await using (var target = OwnerOnlyFile.Create(unfinished, FileMode.CreateNew))
            {
                written = await EncryptedFile.Write(content, target, key, name, most, ct);
                if (written is not null)
                    target.Flush(flushToDisk: true);
            }
            if (written is not null)
                File.Move(unfinished, file, overwrite: false);
            return written;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>The content, decrypted while it is read.</summary>
    /// <exception cref="IOException">It is missing.</exception>
    public Stream Open(string name, byte[] key, long length) => new EncryptedFileReader(
        new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true),
        key, name, length);

    /// <summary>What is wrong with stored content, without its key; null when it is there in full length.</summary>
    public string? FaultOf(string name, long length) => new FileInfo(PathOf(name)) switch
    {
        { Exists: false } => "is missing",
        { Length: var stored } when stored != EncryptedFile.StoredLength(length) => "does not have its length",
        _ => null,
    };

    /// <summary>Removes everything with this name in its row.</summary>
    public void Delete(string name)
    {
        var part = Path.GetDirectoryName(PathOf(name))!;
        foreach (var file in Directory.Exists(part) ? Directory.EnumerateFiles(part, name + "*") : [])
            File.Delete(file);
    }

    /// <summary>The names of content that was written before an instant of this machine's clock.</summary>
    public IEnumerable<string> ListBefore(DateTimeOffset instant) => Directory.Exists(folder)
        ? from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
          let name = Path.GetFileName(file)
          // A foreign file is left alone.
          where BaseOf(name).Length == NameBytes * 2 && Path.GetFileName(Path.GetDirectoryName(file)) == name[..2]
              // A file that was renamed or removed since the folder was listed has no time.
              && new FileInfo(file) is { Exists: true } info && info.LastWriteTimeUtc < instant.UtcDateTime
          select name
        : [];

    // Subfolders, because a folder with a million files is slow to list.
    string PathOf(string name) => Path.Combine(folder, name[..2], name);
}
