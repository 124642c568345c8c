using GridGov.Encryption;

namespace GridGov.Domain.PersonalData;

/// <summary>The telephone number of an employee, stored encrypted.</summary>
public static class PersonPhone
{
    const int Portion = 200;

    public static async Task<string?> Encrypt(Tx tx, Id person, string? phone) =>
        phone is null ? null : await FieldEncryption.Encrypt(tx, Place(person), phone);

    public static async Task<string?> Decrypt(Tx tx, Id person, string? encrypted) =>
        encrypted is null ? null : await FieldEncryption.Decrypt(tx, Place(person), encrypted);

    /// <summary>Encrypts the numbers that earlier versions stored as they were. Several processes may do it at once.</summary>
    public static async Task EncryptPlain(Db db, CancellationToken ct)
    {
        if (await db.Read(tx => tx.QuerySingle<long>(CountPlain), ct) == 0)
            return;
        while (await db.Write(EncryptPortion, ct) == Portion)
            ct.ThrowIfCancellationRequested();
    }

    static async Task<int> EncryptPortion(Tx tx)
    {
        var rows = await tx.Query<PlainRow>(ListPlain, new { Portion });
        foreach (var row in rows)
            await tx.Execute(SetEncrypted, new { row.Id, Encrypted = await Encrypt(tx, row.Id, row.Phone) });
        return rows.Count;
    }

    internal static string Place(Id person) => $"people/{person}/phone";

    sealed record PlainRow
    {
        public required Id Id { get; init; }
        public required string Phone { get; init; }
    }

    const string CountPlain = "SELECT count(*) FROM people WHERE phone IS NOT NULL";

    const string ListPlain = "SELECT id, phone FROM people WHERE phone IS NOT NULL ORDER BY id LIMIT @Portion";

    const string SetEncrypted = "UPDATE people SET encrypted_phone = @Encrypted, phone = NULL WHERE id = @Id";
}
