using GridGov.Encryption;

namespace GridGov.Api;

/// <summary>
/// Encrypts the answers that are stored for repeated requests, each bound to its caller and key, because any of them may hold what a
/// person wrote or who they are.
/// </summary>
static class StoredResponses
{
    const int Portion = 200;

    public static string Place(Id caller, string key) => $"idempotency_keys/{caller}/{key}";

    public static Task<string> Encrypt(Tx tx, Id caller, string key, string body) =>
        FieldEncryption.Encrypt(tx, Place(caller, key), body);

    /// <summary>A process of a former version, which may still run beside this one, stores its answers in plain.</summary>
    public static async Task<StoredResponse> Decrypt(Tx tx, Id caller, string key, StoredResponse stored) =>
        stored.Body is { } body && FieldEncryption.KeyIdOf(body) is not null
            ? stored with { Body = await FieldEncryption.Decrypt(tx, Place(caller, key), body) }
            : stored;

    /// <summary>
    /// Removes the stored answers about a subject; a repeated request is told so, and not carried out again. The answers of an earlier
    /// version do not say what they are about, so all of them are removed.
    /// </summary>
    public static Task Hide(Tx tx, Id subject) =>
        tx.Execute(RemoveBodies, new { Subject = subject, Status = StatusCodes.Status409Conflict });

    /// <summary>Encrypts the answers that a former version stored in plain, in portions.</summary>
    public static async Task<long> EncryptPlain(Db db, CancellationToken ct)
    {
        long encrypted = 0;
        while (true)
        {
            var portion = await db.Write(async tx =>
            {
                var rows = await tx.Query<PlainRow>(ListPlain, new { Portion });
                foreach (var row in rows)
                {
                    var body = await Encrypt(tx, row.Caller, row.IdempotencyKey, row.Body);
                    await tx.Execute(Update, new { row.Caller, row.IdempotencyKey, Body = body });
                }
                return rows.Count;
            }, ct);
            encrypted += portion;
            if (portion < Portion)
                return encrypted;
        }
    }

    sealed record PlainRow
    {
        public required Id Caller { get; init; }
        public required string IdempotencyKey { get; init; }
        public required string Body { get; init; }
    }

    // JSON never begins with the k of an encrypted value.
    const string ListPlain = """
        SELECT caller, idempotency_key, body
          FROM idempotency_keys
         WHERE body NOT LIKE 'k%'
         ORDER BY seq
         LIMIT @Portion
        """;

    const string RemoveBodies = """
        UPDATE idempotency_keys
           SET status = @Status, etag = NULL, body = NULL
         WHERE subject = @Subject OR subject IS NULL
        """;

    const string Update = "UPDATE idempotency_keys SET body = @Body WHERE caller = @Caller AND idempotency_key = @IdempotencyKey";
}
