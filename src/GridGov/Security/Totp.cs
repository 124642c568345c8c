using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GridGov.Security;

/// <summary>Time-based one-time codes (RFC 6238) with SHA-1, 30 seconds and 6 digits, as authenticators use them.</summary>
public static class Totp
{
    const int SecretBytes = 20;
    const int StepMilliseconds = 30_000;

    /// <summary>The accepted drift of clocks, in steps.</summary>
    const int Drift = 1;

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    public static long StepOf(Instant now) => now.Milliseconds / StepMilliseconds;

    public static string ComputeCode(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // The algorithm of the standard; as a keyed hash SHA-1 is not broken.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & 0x7fff_ffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The steps for which a code can be accepted.</summary>
    const int StepsOfCode = (2 * Drift) + 1;

    /// <summary>The step with this code, at most one step from now.</summary>
    /// <param name="after">Codes up to this step are used up, unless it is so far ahead that the clock was set back since.</param>
    public static long? FindStep(byte[] secret, string code, Instant now, long after)
    {
        var given = Encoding.UTF8.GetBytes(code);
        if (after - StepOf(now) > StepsOfCode)
            after = 0;
        for (var step = StepOf(now) - Drift; step <= StepOf(now) + Drift; step++)
        {
            if (step > after && CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(ComputeCode(secret, step))))
                return step;
        }
        return null;
    }

    /// <summary>The secret for typing: base 32 of RFC 4648.</summary>
    public static string ToBase32(byte[] secret)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = new StringBuilder(secret.Length * 8 / 5);
        int bits = 0, buffer = 0;
        foreach (var each in secret)
        {
            buffer = (buffer << 8) | each;
            for (bits += 8; bits >= 5; bits -= 5)
                text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            buffer &= (1 << bits) - 1;
        }
        return bits == 0 ? text.ToString() : text.Append(Alphabet[(buffer << (5 - bits)) & 31]).ToString();
    }

    public static string ToUri(byte[] secret, string username) =>
        $"otpauth://totp/GridGov:{System.Uri.EscapeDataString(username)}"
        + $"?secret={ToBase32(secret)}&issuer=GridGov&algorithm=SHA1&digits=6&period=30";
}
