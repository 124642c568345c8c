using GridGov.Api;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Files;
using GridGov.Domain.Groups;
using GridGov.Domain.Meetings;
using GridGov.Domain.Needs;
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
        new("ticket_secrets", row => TicketPlace(new Id(row.Number)), ListSecrets, CountSecrets, UpdateSecret),
        new("people", row => PersonPhone.Place(new Id(row.Number)), ListPhones, CountPhones, UpdatePhone),
        new("places", row => StoredCareLevel.Place(new Id(row.Number)), ListCareLevels, CountCareLevels, UpdateCareLevel),
        new("idempotency_keys", row => StoredResponses.Place(new Id(row.Number), row.Name), ListResponses, CountResponses, UpdateResponse),
        new("records", row => RecordSecret.Place(new Id(row.Number)), ListRecords, CountRecords, UpdateRecord),
        new("memberships", row => MemberSecret.Place(new Id(row.Number)), ListMembers, CountMembers, UpdateMember),
        OfIds("needs", "contact", NeedContact.Place),
        OfIds("claims", "encrypted", ClaimWords.ReasonPlace),
        OfIds("claim_records", "encrypted", ClaimWords.NotePlace),
        OfIds("meeting_attendees", "encrypted", AttendeeRow.Place),
        new("public_reports", row => PublicReportSecret.Place(new Id(row.Number)), ListPublicReports, CountPublicReports,
            UpdatePublicReport),
        new("files", row => StoredFile.Place(new Id(row.Number)), ListFiles, CountFiles, UpdateFile),
        new("protection_keys", row => DataProtectionKeyStore.Place(row.Name), ListRing, CountRing, UpdateRing),
    ];

    /// <summary>A table with ids and one encrypted column.</summary>
    static EncryptedRows OfIds(string table, string column, Func<Id, string> placeOf) => new(
        table, row => placeOf(new Id(row.Number)),
        $"""
        SELECT id AS number, 0 AS part, '' AS name, {column} AS text
          FROM {table}
         WHERE id > @Number AND {column} NOT LIKE @Mark
         ORDER BY id
         LIMIT @Portion
        """,
        $"SELECT count(*) FROM {table} WHERE {column} LIKE @Mark",
        $"UPDATE {table} SET {column} = @Text WHERE id = @Number AND {column} = @Old");

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

    const string ListSecrets = """
        SELECT ticket_id AS number, 0 AS part, '' AS name, encrypted AS text
          FROM ticket_secrets
         WHERE ticket_id > @Number AND encrypted NOT LIKE @Mark
         ORDER BY ticket_id
         LIMIT @Portion
        """;

    const string CountSecrets = "SELECT count(*) FROM ticket_secrets WHERE encrypted LIKE @Mark";

    const string UpdateSecret = "UPDATE ticket_secrets SET encrypted = @Text WHERE ticket_id = @Number AND encrypted = @Old";

    const string ListPhones = """
        SELECT id AS number, 0 AS part, '' AS name, encrypted_phone AS text
          FROM people
         WHERE id > @Number AND encrypted_phone NOT LIKE @Mark
         ORDER BY id
         LIMIT @Portion
        """;

    const string CountPhones = "SELECT count(*) FROM people WHERE encrypted_phone LIKE @Mark";

    const string UpdatePhone = "UPDATE people SET encrypted_phone = @Text WHERE id = @Number AND encrypted_phone = @Old";

    const string ListCareLevels = """
        SELECT id AS number, 0 AS part, '' AS name, care_level AS text
          FROM places
         WHERE id > @Number AND care_level NOT LIKE @Mark
         ORDER BY id
         LIMIT @Portion
        """;

    const string CountCareLevels = "SELECT count(*) FROM places WHERE care_level LIKE @Mark";

    const string UpdateCareLevel = "UPDATE places SET care_level = @Text WHERE id = @Number AND care_level = @Old";

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

    const string ListRecords = """
        SELECT id AS number, 0 AS part, '' AS name, encrypted AS text
          FROM records
         WHERE id > @Number AND encrypted NOT LIKE @Mark
         ORDER BY id
         LIMIT @Portion
        """;

    const string CountRecords = "SELECT count(*) FROM records WHERE encrypted LIKE @Mark";

    const string UpdateRecord = "UPDATE records SET encrypted = @Text WHERE id = @Number AND encrypted = @Old";

    const string ListMembers = """
        SELECT id AS number, 0 AS part, '' AS name, encrypted AS text
          FROM memberships
         WHERE id > @Number AND encrypted NOT LIKE @Mark
         ORDER BY id
         LIMIT @Portion
        """;

    const string CountMembers = "SELECT count(*) FROM memberships WHERE encrypted LIKE @Mark";

    const string UpdateMember = "UPDATE memberships SET encrypted = @Text WHERE id = @Number AND encrypted = @Old";

    const string ListPublicReports = """
        SELECT id AS number, 0 AS part, '' AS name, encrypted AS text
          FROM public_reports
         WHERE id > @Number AND encrypted NOT LIKE @Mark
         ORDER BY id
         LIMIT @Portion
        """;

    const string CountPublicReports = "SELECT count(*) FROM public_reports WHERE encrypted LIKE @Mark";

    const string UpdatePublicReport = "UPDATE public_reports SET encrypted = @Text WHERE id = @Number AND encrypted = @Old";

    const string ListFiles = """
        SELECT id AS number, 0 AS part, '' AS name, encrypted AS text
          FROM files
         WHERE id > @Number AND encrypted NOT LIKE @Mark
         ORDER BY id
         LIMIT @Portion
        """;

    const string CountFiles = "SELECT count(*) FROM files WHERE encrypted LIKE @Mark";

    const string UpdateFile = "UPDATE files SET encrypted = @Text WHERE id = @Number AND encrypted = @Old";

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
