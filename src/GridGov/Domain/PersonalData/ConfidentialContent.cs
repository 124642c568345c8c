using System.Text.Encodings.Web;
using System.Text.Json;
using GridGov.Domain.Tickets;
using GridGov.Encryption;
using GridGov.Geo;
using GridGov.Text;

namespace GridGov.Domain.PersonalData;

/// <summary>The filed content of a confidential ticket, which its row does not have.</summary>
sealed record ConfidentialContent(
    FreeText Description, FreeText? Address, double? Lng, double? Lat, double? SentLng, double? SentLat, string? CoordSys)
{
    static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new FreeTextConverter(reveals: true) },
        };

    public static async Task Save(Tx tx, TicketRow row)
    {
        var content = new ConfidentialContent(
            row.Description, row.Address, row.Lng, row.Lat, row.SentLng, row.SentLat, row.CoordSys?.ToCode());
        var json = JsonSerializer.Serialize(content, Options);
        await tx.Execute(Upsert, new { row.Id, Encrypted = await FieldEncryption.Encrypt(tx, EncryptedRows.TicketPlace(row.Id), json) });
    }

    public static async Task<TicketRow> Restore(Tx tx, TicketRow row)
    {
        var content = await Load(tx, row.Id) ?? throw new DecryptionException(EncryptedRows.TicketPlace(row.Id));
        return row with
        {
            Description = content.Description,
            Address = content.Address,
            Lng = content.Lng,
            Lat = content.Lat,
            SentLng = content.SentLng,
            SentLat = content.SentLat,
            CoordSys = content.CoordSys is { } code ? Codes<CoordSys>.Parse(code) : null,
        };
    }

    /// <summary>The row with the hidden content where it has masks and no place; the row itself, if nothing was ever hidden.</summary>
    public static async Task<(TicketRow Row, bool HadHidden)> Reveal(Tx tx, TicketRow row) => await Load(tx, row.Id) is { } hidden
        ? (row with
        {
            Description = row.Description.Equals(new FreeText(FreeText.Mask)) ? hidden.Description : row.Description,
            Address = row.Address ?? hidden.Address,
            Lng = row.Lng ?? hidden.Lng,
            Lat = row.Lat ?? hidden.Lat,
            SentLng = row.SentLng ?? hidden.SentLng,
            SentLat = row.SentLat ?? hidden.SentLat,
            CoordSys = row.CoordSys ?? (hidden.CoordSys is { } code ? Codes<CoordSys>.Parse(code) : null),
        }, true)
        : (row, false);

    static async Task<ConfidentialContent?> Load(Tx tx, Id ticket) => await tx.QuerySingle<string>(Find, new { Id = ticket }) is { } text
        ? JsonSerializer.Deserialize<ConfidentialContent>(
            await FieldEncryption.Decrypt(tx, EncryptedRows.TicketPlace(ticket), text), Options)
        : null;

    const string Upsert = """
        INSERT INTO ticket_secrets (ticket_id, encrypted)
        VALUES (@Id, @Encrypted)
        ON CONFLICT (ticket_id) DO UPDATE SET encrypted = excluded.encrypted
        """;

    const string Find = "SELECT encrypted FROM ticket_secrets WHERE ticket_id = @Id";
}
