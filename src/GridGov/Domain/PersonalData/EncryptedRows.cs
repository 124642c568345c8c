using GridGov.Api;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Files;
using GridGov.Domain.Groups;
using GridGov.Domain.Meetings;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Domain.Places;
using GridGov.Domain.PublicReports;
using GridGov.Encryption;
using GridGov.Security;

namespace GridGov.Domain.PersonalData;

/// <summary>Tables with encrypted rows that can be re-encrypted; journal rows cannot.</summary>
/// <param name="List">Selects the rows after one that do not use the latest keys.</param>
sealed record EncryptedRows(string Table, Func<EncryptedRows.Row, string> PlaceOf, string List, string Count, string Update)
{
    /// <summary>A row; its table uses one of the three keys.</summary>
    public sealed record Row
    {
        public required long Number { get; init; }
        public required int Part { get; init; }
        public required string Name { get; init; }
        public required string Text { get; init; }
        public string? Hash { get; init; }
    }

    /// <summary>Whether a row's hash is that of its decrypted text; null for a table without hashes.</summary>
    public Func<Tx, string, string?, Task<bool>>? HashMatches { get; init; }

    public static readonly IReadOnlyList<EncryptedRows> All =
    [
        new("ticket_reporters", row => EncryptedReporter.Place(new Id(row.Number), row.Part), ListReporters, CountReporters,
            UpdateReporter)
        {
            HashMatches = EncryptedReporter.IsHashOf,
        },
        OfIds("ticket_secrets", "encrypted", TicketPlace, key: "ticket_id"),
        OfIds("people", "encrypted_phone", PersonPhone.Place),
        OfIds("places", "care_level", StoredCareLevel.Place),
        new("idempotency_keys", row => StoredResponses.Place(new Id(row.Number), row.Name), ListResponses, CountResponses, UpdateResponse),
        OfIds("records", "encrypted", RecordSecret.Place),
        OfIds("memberships", "encrypted", MemberSecret.Place),
        OfIds("needs", "contact", NeedContact.Place),
        OfIds("claims", "encrypted", ClaimWords.ReasonPlace),
        OfIds("claim_records", "encrypted", ClaimWords.NotePlace),
        OfIds("meeting_attendees", "encrypted", AttendeeRow.Place),
        OfIds("public_reports", "encrypted", PublicReportSecret.Place),
        OfIds("files", "encrypted", StoredFile.Place),
        new("protection_keys", row => DataProtectionKeyStore.Place(row.Name), ListRing, CountRing, UpdateRing),
    ];

    /// <summary>A table with ids and one encrypted column.</summary>
    static EncryptedRows OfIds(string table, string column, Func<Id, string> placeOf, string key = "id") => new(
        table, row => placeOf(new Id(row.Number)),
        $"""
        SELECT {key} AS number, 0 AS part, '' AS name, {column} AS text
          FROM {table}
         WHERE {key} > @Number AND {column} NOT LIKE @Mark
         ORDER BY {key}
         LIMIT @Portion
        """,
        $"SELECT count(*) FROM {table} WHERE {column} LIKE @Mark",
        $"UPDATE {table} SET {column} = @Text WHERE {key} = @Number AND {column} = @Old");

    public static string TicketPlace(Id ticket) => $"ticket_secrets/{ticket}";

    /// <summary>The rows after one, or from the start.</summary>
    /// <param name="mark">The prefix of rows by the latest key, which are left out; empty for all rows.</param>
    public Task<List<Row>> ListAfter(Tx tx, Row? row, string mark, string hashMark, int portion) => tx.Query<Row>(List, new
    {
        Number = row?.Number ?? 0,
        Part = row?.Part ?? 0,
        Name = row?.Name ?? "",
        Mark = mark + (mark.Length > 0 ? "%" : ""),
        HashMark = hashMark + (hashMark.Length > 0 ? "%" : ""),
        Portion = portion,
    });

    public Task<long> CountByKey(Tx tx, int key) => tx.QuerySingle<long>(
        Count, new { Mark = FieldEncryption.Prefix(key) + "%", HashMark = EncryptedReporter.HashPrefix(key) + "%" });

    const string ListReporters = """
        SELECT ticket_id AS number, position AS part, '' AS name, encrypted AS text, phone_hash AS hash
          FROM ticket_reporters
         WHERE encrypted IS NOT NULL AND (ticket_id, position) > (@Number, @Part)
           AND (encrypted NOT LIKE @Mark OR phone_hash NOT LIKE @HashMark)
         ORDER BY ticket_id, position
         LIMIT @Portion
        """;

    const string CountReporters = "SELECT count(*) FROM ticket_reporters WHERE encrypted LIKE @Mark OR phone_hash LIKE @HashMark";

    // The condition keeps a row that was changed since it was read.
    const string UpdateReporter = """
        UPDATE ticket_reporters
           SET encrypted = @Text, phone_hash = @Hash
         WHERE ticket_id = @Number AND position = @Part AND encrypted = @Old
        """;

    const string ListResponses = """
        SELECT caller AS number, 0 AS part, idempotency_key AS name, body AS text
          FROM idempotency_keys
         WHERE (caller, idempotency_key) > (@Number, @Name) AND body LIKE 'k%' AND body NOT LIKE @Mark
         ORDER BY caller, idempotency_key
         LIMIT @Portion
        """;

    const string CountResponses = "SELECT count(*) FROM idempotency_keys WHERE body LIKE @Mark";

    const string UpdateResponse = """
        UPDATE idempotency_keys SET body = @Text WHERE caller = @Number AND idempotency_key = @Name AND body = @Old
        """;

    const string ListRing = """
        SELECT CAST(0 AS BIGINT) AS number, 0 AS part, name, xml AS text
          FROM protection_keys
         WHERE name > @Name AND xml NOT LIKE @Mark
         ORDER BY name
         LIMIT @Portion
        """;

    const string CountRing = "SELECT count(*) FROM protection_keys WHERE xml LIKE @Mark";

    const string UpdateRing = "UPDATE protection_keys SET xml = @Text WHERE name = @Name AND xml = @Old";
}
