using System.Buffers.Text;
using System.Text;

namespace GridGov.Fuzz.Mutation;

/// <summary>Builds almost valid cursors: the key is not authenticated, so a client can replace it after the filter's digest.</summary>
static class CursorMutator
{
    const int DigestLength = 8;

    static readonly string[] Keys =
    [
        "", "0", "-1", "x", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e3", " 1", "１", "0000000000000",
        "7ZZZZZZZZZZZZ", "8000000000000", "null", "a|b", "1|2|3", "1 2", "1,2", "9999999999999|0000000000001", "\0", "4101", "*", "~",
        "99991231", "2026-02-30", "'", "%", "\"", "{", "true", new('9', 400),
    ];

    public static string Mutate(string cursor, Random random)
    {
        switch (random.Next(6))
        {
            case 0 when cursor.Length > 0:
                var changed = cursor.ToCharArray();
                changed[random.Next(changed.Length)] = "AZaz09-_"[random.Next(8)];
                return new string(changed);
            case 1 when cursor.Length > 0:
                return cursor[..random.Next(cursor.Length)];
            case 2:
                return TextGenerator.Storable(random).ReplaceLineEndings("");
            default:
                return WithOtherKey(cursor, random);
        }
    }

    static string WithOtherKey(string cursor, Random random)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            var (digest, key) = text.Length > DigestLength
                ? (text[..DigestLength], text[DigestLength..])
                : (new string('0', DigestLength), "");
            var other = Keys[random.Next(Keys.Length)];
            // Only one part of a composite key is replaced.
            var parts = key.Split('|', ' ', ',', ':', '/');
            if (parts.Length > 1 && random.Next(2) == 0)
                other = key.Replace(parts[random.Next(parts.Length)] is { Length: > 0 } part ? part : key, other);
            return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(digest + other));
        }
        catch (FormatException)
        {
            return cursor;
        }
    }
}
