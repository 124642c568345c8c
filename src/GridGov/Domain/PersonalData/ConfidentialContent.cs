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
        await tx.Execute(Insert, new { row.Id, Encrypted = await FieldEncryption.Encrypt(tx, EncryptedRows.TicketPlace(row.Id), json) });
    }

    public static async Task<TicketRow> Restore(Tx tx, TicketRow row)
    {
        var place = EncryptedRows.TicketPlace(row.Id);
        var text = await tx.QuerySingle<string>(Find, new { row.Id }) ?? throw new DecryptionException(place);
        var content = JsonSerializer.Deserialize<ConfidentialContent>(await FieldEncryption.Decrypt(tx, place, text), Options)!;
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

    const string Insert = "INSERT INTO ticket_secrets (ticket_id, encrypted) VALUES (@Id, @Encrypted)";

    const string Find = "SELECT encrypted FROM ticket_secrets WHERE ticket_id = @Id";
}
