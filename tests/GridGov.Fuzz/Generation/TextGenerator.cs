using System.Text;

namespace GridGov.Fuzz.Generation;

/// <summary>Text that programs often mishandle: markup, formulas, paths, SQL, uncommon Unicode.</summary>
static class TextGenerator
{
    const string Sentence = "沿街垃圾桶满溢，周边散落生活垃圾，请尽快清运。";

    /// <summary>Valid Unicode text, which the server may store but must never interpret.</summary>
    static readonly string[] StorableTexts =
    [
        "行道树倾斜，有倒伏危险", "二道街15号门前井盖缺失", "a", "０１２３４５６７８９", "null", "undefined", "NaN", "true", "[]", "{}", "0", "-1",
        "' OR 1=1 --", "'; DROP TABLE tickets; --", "\" OR \"\"=\"", "1) UNION ALL (VALUES (1", "%", "_", "%_\\", "\\", "\\\\%",
        "100%_\\' ESCAPE ''", "$1", "@Id", "?1", ":id",
        "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://example.org\",\"x\")", "+1+1", "-1+1", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "|calc",
        "a,b;c\td", "\"", "\"\"", "a\"b", "line\nbreak", "line\r\nbreak", "tab\tbed",
        "../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\con\\aux", "file:///etc/passwd", "%2e%2e%2f", "..;/", "a/b",
        "a?b#c", "CON", ".", "..",
        "<script>alert(1)</script>", "<!--", "]]>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "${7*7}", "{{7*7}}",
        "${jndi:ldap://127.0.0.1/x}", "{0}", "{0:n}", "{name}", "%s%n%x", "%p", "$(id)", "`id`", "; ls", "| id",
        "X\r\nX-Injected: yes", "X\nX-Injected: yes", "X\u2028X-Injected: yes", "\u85aa", "a\u00ad\u200bb", "\u200b", "\ufeff",
        "\ufeffa", "\u200d\u200c", "\u00a0", "\u3000", "\u2003 \u2009",
        "\u202e desrever", "\u202a\u202b\u202d\u2066\u2067\u2068x\u2069", "\u200f\u200e", "abc\u061c", "עברית العربية",
        "\u0915\u094d\u200d\u0937", "กำ", "\u1100\u1161\u11a8", "한글",
        "e\u0301", "é", "A\u030a", "\u212b", "\u2126", "ﬁ", "ſ", "İstanbul", "ıI", "ß", "ẞ", "Ǆ", "\u0958\u0959\u095a", "\ufb2c",
        "\U0001d160", "\u0344", "\u0340\u0341", "\u1e9b\u0323", "\uac00\u11a8", "\u0f73\u0f71",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘", "👨‍👩‍👧‍👦", "👩🏽‍🚒", "🏳️‍🌈", "🇨🇳", "🇨", "1️⃣", "\U0010fffd",
        "\U00020000𠮷", "\ue000", "\ufff9\ufffa\ufffb", "\ufffd",
        "\U000e0041\U000e0042", "\U000e0001", "\u2060", "\u180e", "\u034f", "\u115f", "\u3164", "\uffa0", "\u2800", "①②③", "㎏", "㏕",
        "龍竜龙", "\u9fff", "\U0002a6df", "\u3400",
        "9223372036854775808", "1e400", "-0", "0x10", "1_000", "١٢٣", "1,5", "Infinity", "2026-02-30", "0000-00-00", "9999-12-31",
        "24:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999+14:00",
        "gg_live_000000000000_x", "Bearer x", "admin", "*", "self", "me", "latest", "0000000000000", "7ZZZZZZZZZZZZ", "8000000000000",
        "0000000000001", "IIIIIIIIIIIII",
    ];

    /// <summary>Control characters, lone surrogates and code points that are no characters.</summary>
    static readonly string[] NonTexts =
    [
        "\ufffe", "\uffff", "\U0001ffff", "\ufdd0", "\0", "a\0b", "\u0001", "\u001b[31m", "\u007f", "\u0085", "\u009b", "\b\f\v",
        "\ud800", "\udc00", "a\udfffb", "\ud83d", "\udc00\ud800", "\u0000\u0000\u0000",
    ];

    public static string Storable(Random random) => StorableTexts[random.Next(StorableTexts.Length)];

    /// <summary>Any string, valid Unicode or not.</summary>
    public static string Any(Random random) => random.Next(6) switch
    {
        0 => NonTexts[random.Next(NonTexts.Length)],
        1 => Storable(random) + NonTexts[random.Next(NonTexts.Length)],
        2 => Storable(random) + Storable(random),
        3 => new string("a路\u0301%"[random.Next(4)], random.Next(1, 9000)),
        _ => Storable(random),
    };

    /// <summary>Storable text of <paramref name="min"/> to <paramref name="max"/> code points.</summary>
    public static string OfLength(Random random, int max, int min = 1)
    {
        max = Math.Max(min, max);
        var wanted = random.Next(8) switch
        {
            0 => max,
            1 => Math.Max(min, max - 1),
            _ => random.Next(min, Math.Min(max, min + 60) + 1),
        };
        var text = new StringBuilder();
        var length = 0;
        while (length < wanted)
        {
            var piece = wanted > 200 && random.Next(3) != 0 ? Sentence : Storable(random);
            foreach (var rune in piece.EnumerateRunes())
            {
                if (length == wanted)
                    break;
                text.Append(rune.ToString());
                length++;
            }
        }
        // The server stores text in NFC, which may be longer, and checks the length of the stored form.
        var kept = text.ToString().Normalize(NormalizationForm.FormC);
        return string.Concat(kept.EnumerateRunes().Take(max).Select(rune => rune.ToString()));
    }

    /// <summary>A string of exactly this many code points, with another length in UTF-16 units or after composition.</summary>
    public static string OfExactLength(Random random, int length)
    {
        var piece = new[] { "a", "路", "😀", "\u0958", "\U0001d160", "é", "e\u0301" }[random.Next(7)];
        var text = new StringBuilder();
        var pieces = piece.EnumerateRunes().ToArray();
        for (var i = 0; i < length; i++)
            text.Append(pieces[i % pieces.Length].ToString());
        return text.ToString();
    }

    public static byte[] InvalidUtf8(Random random) => random.Next(8) switch
    {
        0 => [0xff],
        1 => [0xc0, 0xaf],
        2 => [0xed, 0xa0, 0x80],
        3 => [0xf4, 0x90, 0x80, 0x80],
        4 => [0xe8, 0xb7],
        5 => [0x80, 0x80],
        6 => [0xf8, 0x88, 0x80, 0x80, 0x80],
        _ => [0x61, 0xfe, 0x62],
    };

    public static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
