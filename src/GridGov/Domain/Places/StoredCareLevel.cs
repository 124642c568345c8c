using GridGov.Encryption;

namespace GridGov.Domain.Places;

/// <summary>The care level of a place, encrypted in its row and in nothing else: no event, list, export or kept answer has it.</summary>
static class StoredCareLevel
{
    public static async Task Save(Tx tx, Id place, CareLevel level) => await tx.Execute(Update, new
    {
        Id = place,
        Encrypted = level == CareLevel.None ? null : await FieldEncryption.Encrypt(tx, Place(place), level.ToCode()),
    });

    public static async Task<CareLevel> Load(Tx tx, Id place) => await tx.QuerySingle<string?>(Find, new { Id = place }) is { } text
        ? Codes<CareLevel>.Parse(await FieldEncryption.Decrypt(tx, Place(place), text))
        : CareLevel.None;

    public static string Place(Id place) => $"places/{place}/care_level";

    const string Update = "UPDATE places SET care_level = @Encrypted WHERE id = @Id";

    const string Find = "SELECT care_level FROM places WHERE id = @Id";
}
