using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GridGov.Encryption.Seals;

/// <summary>
/// A row of <c>seals</c>: the heads of journal, audit and row seals at an instant. Its MAC covers the MAC of the seal before.
/// </summary>
public sealed record Seal
{
    public required long Number { get; init; }
    public required Instant At { get; init; }
    public required int KeyId { get; init; }
    public required long JournalEvents { get; init; }
    public required string JournalHash { get; init; }
    public required long AuditEntries { get; init; }
    public string? AuditHash { get; init; }

    /// <summary>Null in a seal from before the row seals were a chain.</summary>
    public long? RowSeals { get; init; }
    public string? RowSealsMac { get; init; }
    public required string Mac { get; init; }

    internal string ComputeMac(DataKey key, string? previous)
    {
        object?[] heads = [JournalEvents, JournalHash, AuditEntries, AuditHash];
        object?[] rows = RowSeals is null ? [] : [RowSeals, RowSealsMac];
        return Mac256(key, ["seal", Number, previous, At.Milliseconds, KeyId, .. heads, .. rows]);
    }

    /// <summary>HMAC-SHA-256 of a JSON array, in hexadecimal digits.</summary>
    internal static string Mac256(DataKey key, params object?[] fields) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key.Bytes, JsonSerializer.SerializeToUtf8Bytes(fields)));

    /// <returns>Whether the key with this id computes this MAC.</returns>
    internal static async Task<bool> IsValid(Tx tx, DataKeys ring, int keyId, string mac, Func<DataKey, string> compute) =>
        await ring.FindSealKey(tx, keyId) is { } key
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mac), Encoding.UTF8.GetBytes(compute(key)));

    internal const string Columns =
        "number, at, key_id, journal_events, journal_hash, audit_entries, audit_hash, row_seals, row_seals_mac, mac";
}
