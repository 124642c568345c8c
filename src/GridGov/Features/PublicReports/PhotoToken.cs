using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GridGov.Domain.Files;
using GridGov.Domain.PublicReports;
using GridGov.Encryption;

namespace GridGov.Features.PublicReports;

/// <summary>Names an upload of the public: its id and a token, because all of them are of one account and ids can be guessed.</summary>
static class PhotoToken
{
    const int IdLength = 13;

    public static async Task<string> Of(Tx tx, Id upload) =>
        $"{upload}-{Base64Url.EncodeToString(await FieldEncryption.DeriveToken(tx, $"public upload {upload}"))}";

    /// <returns>The upload, unless it was used or has expired; null also for a wrong token.</returns>
    public static async Task<StoredFile?> Find(Tx tx, string token)
    {
        if (token.Length <= IdLength || !Id.TryParseExact(token[..IdLength], out var id))
            return null;
        var (expected, given) = (Encoding.UTF8.GetBytes(await Of(tx, id)), Encoding.UTF8.GetBytes(token));
        return CryptographicOperations.FixedTimeEquals(expected, given) ? await PublicUploads.Find(tx, id) : null;
    }
}
