using System.Text.Json;
using GridGov.Encryption;

namespace GridGov.Domain.Files;

/// <summary>Which of a file's contents: the original, or one of its picture's copies.</summary>
public enum FileVariant
{
    /// <summary>A small copy, at most 320 pixels wide and high.</summary>
    Thumbnail,
    /// <summary>A copy to look at, at most 1,600 pixels wide and high.</summary>
    View,
    /// <summary>The file as it was uploaded.</summary>
    Original,
}

/// <summary>What only the program reads of a file's row.</summary>
/// <param name="Key">The key of its contents, in base64.</param>
/// <param name="Sha256">Of the original; as declared, until it is complete.</param>
/// <param name="Camera">What the camera recorded.</param>
sealed record FileSecret(
    string Key, string Sha256, string? ViewSha256 = null, string? ThumbnailSha256 = null, CameraRecord? Camera = null)
{
    public byte[] KeyBytes => Convert.FromBase64String(Key);
}

/// <summary>The row of an uploaded file.</summary>
sealed record StoredFile
{
    public required Id Id { get; init; }
    public required string Name { get; init; }
    public required Id UploadedBy { get; init; }
    public required Instant CreatedAt { get; init; }
    public required long Length { get; init; }
    public required long Received { get; init; }
    public required string Parts { get; init; }
    public FileType? Type { get; init; }
    public int? Width { get; init; }
    public int? Height { get; init; }
    public long? ViewLength { get; init; }
    public long? ThumbnailLength { get; init; }
    public required string Encrypted { get; init; }

    /// <summary>Where an upload of the public came from; it is written only.</summary>
    public string? AddressHash { get; init; }

    public const long MaxBytes = 20 * 1024 * 1024;

    /// <summary>How long an upload waits to be attached.</summary>
    public static readonly TimeSpan UploadLifetime = TimeSpan.FromHours(24);

    public bool IsComplete => Type is not null;

    public IReadOnlyList<string> PartNames => Parts.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public static string Place(Id id) => $"files/{id}";

    public static string NameOf(string name, FileVariant variant) => variant switch
    {
        FileVariant.Original => name,
        _ => $"{name}.{variant.ToCode()}",
    };

    /// <summary>Null without a picture.</summary>
    public long? LengthOf(FileVariant variant) => variant switch
    {
        FileVariant.Original => Length,
        FileVariant.View => ViewLength,
        FileVariant.Thumbnail => ThumbnailLength,
    };

    public async Task<FileSecret> OpenSecret(Tx tx) => ReadSecret(await FieldEncryption.Decrypt(tx, Place(Id), Encrypted));

    public static FileSecret ReadSecret(string text) => JsonSerializer.Deserialize<FileSecret>(text, JsonSerializerOptions.Web)!;

    public static Task<string> Encrypt(Tx tx, Id id, FileSecret secret) =>
        FieldEncryption.Encrypt(tx, Place(id), JsonSerializer.Serialize(secret, JsonSerializerOptions.Web));

    /// <summary>The person's own upload.</summary>
    public static Task<StoredFile?> FindUpload(Tx tx, Id id, Id person) =>
        tx.QuerySingle<StoredFile>($"{Select} WHERE f.id = @Id AND f.uploaded_by = @Person AND f.attached_at IS NULL",
            new { Id = id, Person = person });

    public static Task<long> CountUploads(Tx tx, Id person) => tx.QuerySingle<long>(Count, new { Person = person });

    public Task Insert(Tx tx) => tx.Execute(InsertRow, this);

    /// <summary>Removes an upload's row.</summary>
    /// <returns>False when it has been attached or has grown since it was read.</returns>
    public async Task<bool> Remove(Tx tx) => await tx.Execute(Delete, new { Id, Received }) == 1;

    public const string Select = """
        SELECT f.id, f.name, f.uploaded_by, f.created_at, f.length, f.received, f.parts, f.type, f.width, f.height, f.view_length,
               f.thumbnail_length, f.encrypted
          FROM files f
        """;

    const string Count = "SELECT count(*) FROM files WHERE uploaded_by = @Person AND attached_at IS NULL";

    const string InsertRow = """
        INSERT INTO files (id, name, uploaded_by, created_at, length, received, parts, type, width, height, view_length, thumbnail_length,
                           encrypted, address_hash)
        VALUES (@Id, @Name, @UploadedBy, @CreatedAt, @Length, @Received, @Parts, @Type, @Width, @Height, @ViewLength, @ThumbnailLength,
                @Encrypted, @AddressHash)
        """;

    const string Delete = "DELETE FROM files WHERE id = @Id AND received = @Received AND attached_at IS NULL";
}
