using System.Buffers.Text;
using System.Text;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>Cursors that are almost right: those who look into one can write what they like behind its digest.</summary>
static class Cursors
{
    const int Digest = 8;

    public static string Tampered(string cursor, Random random)
    {
        string[] keys = ["", "0", "-1", "x", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e3", " 1", "１", "0000000000000", "7ZZZZZZZZZZZZ", "8000000000000", "null", "a|b", "1|2|3", "1 2", "1,2", "9999999999999|0000000000001", "\0", "4101", "*", "~", "99991231", "2026-02-30", "'", "%", "\"", "{", "true", new string('9', 400)];
        switch (random.Next(6))
        {
            case 0 when cursor.Length > 0:
                var changed = cursor.ToCharArray();
                changed[random.Next(changed.Length)] = "AZaz09-_"[random.Next(8)];
                return new string(changed);
            case 1 when cursor.Length > 0:
                return cursor[..random.Next(cursor.Length)];
            case 2:
                return Hostile.Text(random).ReplaceLineEndings("");
            default:
                try
                {
                    var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
                    var (digest, key) = text.Length > Digest ? (text[..Digest], text[Digest..]) : ("00000000", "");
                    var other = keys[random.Next(keys.Length)];
                    // A key of several parts keeps all but one of them.
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
}
