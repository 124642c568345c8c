using System.Security.Cryptography;
using System.Text.Json;

namespace GridGov.Domain.Needs;

/// <summary>
/// What of a need or an offer stands in no event, because it may be hidden later. The event has its hash, so that a changed row shows.
/// </summary>
static class NeedWords
{
    /// <summary>The title of a need whose ticket is confidential.</summary>
    public const string HiddenTitle = "涉密事项";

    /// <param name="salt">Without which nobody can try words until the hash is the same.</param>
    public static string HashOf(string salt, params ReadOnlySpan<string?> words) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes((string?[])[salt, .. words])));
}
