using System.Security.Cryptography;
using System.Text.Json;

namespace GridGov.Encryption.Seals;

/// <summary>A row of <c>seals</c>: the heads of journal and audit at an instant. Its MAC covers the MAC of the seal before.</summary>
public sealed record Seal
{
    public required long Number { get; init; }
    public required Instant At { get; init; }
    public required int KeyId { get; init; }
    public required long JournalEvents { get; init; }
    public required string JournalHash { get; init; }
    public required long AuditEntries { get; init; }
    public string? AuditHash { get; init; }
    public required string Mac { get; init; }

    internal string ComputeMac(DataKey key, string? previous) => Mac256(key,
        "seal", Number, previous, At.Milliseconds, KeyId, JournalEvents, JournalHash, AuditEntries, AuditHash);

    /// <summary>The MAC of <c>seal_head</c>, which nobody without the key can make from that of the seal.</summary>
    internal static string ComputeHeadMac(DataKey key, long number) => Mac256(key, "seal_head", number);

    /// <summary>HMAC-SHA-256 of a JSON array, in hexadecimal digits.</summary>
    internal static string Mac256(DataKey key, params object?[] fields) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key.Bytes, JsonSerializer.SerializeToUtf8Bytes(fields)));

    internal const string Columns = "number, at, key_id, journal_events, journal_hash, audit_entries, audit_hash, mac";
}
