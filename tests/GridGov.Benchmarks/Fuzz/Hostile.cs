using System.Text;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>What people with bad intentions, and machines with bad luck, write into a field.</summary>
static class Hostile
{
    /// <summary>Text that is text, so that it may well be stored; none of it must do anything.</summary>
    static readonly string[] Texts =
    [
        "行道树倾斜，有倒伏危险", "二道街15号门前井盖缺失", "a", "０１２３４５６７８９", "null", "undefined", "NaN", "true", "[]", "{}", "0", "-1",
        "' OR 1=1 --", "'; DROP TABLE tickets; --", "\" OR \"\"=\"", "1) UNION ALL (VALUES (1", "%", "_", "%_\\", "\\", "\\\\%", "100%_\\' ESCAPE ''", "$1", "@Id", "?1", ":id",
        "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://example.org\",\"x\")", "+1+1", "-1+1", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "|calc", "a,b;c\td", "\"", "\"\"", "a\"b", "line\nbreak", "line\r\nbreak", "tab\tbed",
        "../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\con\\aux", "file:///etc/passwd", "%2e%2e%2f", "..;/", "a/b", "a?b#c", "CON", ".", "..",
        "<script>alert(1)</script>", "<!--", "]]>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "${7*7}", "{{7*7}}", "${jndi:ldap://127.0.0.1/x}", "{0}", "{0:n}", "{name}", "%s%n%x", "%p", "$(id)", "`id`", "; ls", "| id",
        "X\r\nX-Injected: yes", "X\nX-Injected: yes", "X\u2028X-Injected: yes", "\u85aa", "a\u00ad\u200bb", "\u200b", "\ufeff", "\ufeffa", "\u200d\u200c", "\u00a0", "\u3000", "\u2003 \u2009",
        "\u202e desrever", "\u202a\u202b\u202d\u2066\u2067\u2068x\u2069", "\u200f\u200e", "abc\u061c", "עברית العربية", "\u0915\u094d\u200d\u0937", "กำ", "\u1100\u1161\u11a8", "한글",
        "e\u0301", "é", "A\u030a", "\u212b", "\u2126", "ﬁ", "ſ", "İstanbul", "ıI", "ß", "ẞ", "Ǆ", "\u0958\u0959\u095a", "\ufb2c", "\U0001d160", "\u0344", "\u0340\u0341", "\u1e9b\u0323", "\uac00\u11a8", "\u0f73\u0f71",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘", "👨‍👩‍👧‍👦", "👩🏽‍🚒", "🏳️‍🌈", "🇨🇳", "🇨", "1️⃣", "\U0010fffd", "\U00020000𠮷", "\ue000", "\ufff9\ufffa\ufffb", "\ufffd",
        "\U000e0041\U000e0042", "\U000e0001", "\u2060", "\u180e", "\u034f", "\u115f", "\u3164", "\uffa0", "\u2800", "①②③", "㎏", "㏕", "龍竜龙", "\u9fff", "\U0002a6df", "\u3400",
        "9223372036854775808", "1e400", "-0", "0x10", "1_000", "١٢٣", "1,5", "Infinity", "2026-02-30", "0000-00-00", "9999-12-31", "24:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999+14:00",
        "gg_live_000000000000_x", "Bearer x", "admin", "*", "self", "me", "latest", "0000000000000", "7ZZZZZZZZZZZZ", "8000000000000", "0000000000001", "IIIIIIIIIIIII",
    ];

    /// <summary>What is no text: control characters, halves of pairs, code points that are no characters.</summary>
    static readonly string[] NoTexts = ["\ufffe", "\uffff", "\U0001ffff", "\ufdd0", "\0", "a\0b", "\u0001", "\u001b[31m", "\u007f", "\u0085", "\u009b", "\b\f\v", "\ud800", "\udc00", "a\udfffb", "\ud83d", "\udc00\ud800", "\u0000\u0000\u0000"];

    /// <summary>Values where another kind of value is expected, as they stand in JSON.</summary>
    static readonly string[] Fragments =
    [
        "null", "true", "false", "0", "-0", "-0.0", "1", "-1", "1.5", "0.1", "1e2", "1E+2", "1.0", "1e400", "-1e400", "1e-400", "4.9e-324", "1.7976931348623157e308", "2147483647", "2147483648", "-2147483649",
        "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "99999999999999999999999999999999", "0.1000000000000000055511151231257827", "\"\"", "\" \"", "\"x\"", "[]", "[[]]", "[null]", "[\"\"]", "[0]", "{}", "{\"\":null}",
        "{\"id\":\"0000000000000\"}", "{\"$ref\":\"#\"}", "{\"$type\":\"System.Object\"}", "{\"__proto__\":{}}", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\u202e\"", "\"\\ufeff\"", "\"\\uffff\"", "\"\\x\"", "\"\\u12\"", "\"\n\"", "\"",
        "NaN", "Infinity", "-Infinity", "undefined", "'x'", "01", "+1", ".5", "1.", "0x1", "1_0", "TRUE", "None", "//", "/**/1", "1,", ",", "]", "}", "\\", "\"0000-00-00\"", "\"2026-02-30\"", "\"9999-12-31\"", "\"0001-01-01\"", "\"9999-12-31T23:59:59.9999999Z\"",
        "\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"", "\"1969-12-31T23:59:59Z\"", "\"2026-11-21T24:00:00Z\"", "\"2026-11-21T10:00:60Z\"", "\"2026-11-21\"", "\"2026-11-21T10:00:00\"", "\"2026-11-21 10:00:00+08:00\"", "\"2286-11-20T17:46:40Z\"", "\"Sat, 21 Nov 2026 10:00:00 GMT\"", "1732154400",
    ];

    public static string Text(Random random) => Texts[random.Next(Texts.Length)];

    /// <summary>Any string, text or not.</summary>
    public static string Any(Random random) => random.Next(6) switch
    {
        0 => NoTexts[random.Next(NoTexts.Length)],
        1 => Text(random) + NoTexts[random.Next(NoTexts.Length)],
        2 => Text(random) + Text(random),
        3 => new string("a路\u0301%"[random.Next(4)], random.Next(1, 9000)),
        _ => Text(random),
    };

    /// <summary>Text of a number of characters (code points), at most; strange, but text.</summary>
    public static string TextOf(Random random, int max, int min = 1)
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
            var piece = wanted > 200 && random.Next(3) != 0 ? "沿街垃圾桶满溢，周边散落生活垃圾，请尽快清运。" : Text(random);
            foreach (var rune in piece.EnumerateRunes())
            {
                if (length == wanted)
                    break;
                text.Append(rune.ToString());
                length++;
            }
        }
        // As it is kept: what composition makes longer is cut to what the contract allows.
        var kept = text.ToString().Normalize(NormalizationForm.FormC);
        return string.Concat(kept.EnumerateRunes().Take(max).Select(rune => rune.ToString()));
    }

    /// <summary>A string of so many code points, made of the kinds that are counted wrongly: pairs, and what composition makes longer or shorter.</summary>
    public static string Exactly(Random random, int length)
    {
        var piece = new[] { "a", "路", "😀", "\u0958", "\U0001d160", "é", "e\u0301" }[random.Next(7)];
        var text = new StringBuilder();
        var pieces = piece.EnumerateRunes().ToArray();
        for (var i = 0; i < length; i++)
            text.Append(pieces[i % pieces.Length].ToString());
        return text.ToString();
    }

    /// <summary>Something that does not belong there, as bytes of JSON; not always well-formed.</summary>
    public static byte[] Fragment(Random random) => random.Next(20) switch
    {
        0 => Deep(random.Next(2) == 0 ? "[" : "{\"a\":", random.Next(2) == 0 ? 40 : 10_000, closed: random.Next(2) == 0),
        1 => [(byte)'"', .. InvalidUtf8(random), (byte)'"'],
        2 => Ascii($"\"{new string('x', random.Next(2) == 0 ? 70_000 : 900_000)}\""),
        3 => Ascii(new string('9', random.Next(1, 20_000))),
        4 => Ascii($"[{string.Join(',', Enumerable.Repeat(Fragments[random.Next(12)], random.Next(1, 5_000)))}]"),
        5 or 6 => JsonText(Any(random), random),
        _ => Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]),
    };

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

    public static byte[] Deep(string opening, int levels, bool closed)
    {
        var text = new StringBuilder(levels * (opening.Length + 1));
        for (var i = 0; i < levels; i++)
            text.Append(opening);
        text.Append('1');
        if (closed)
            text.Append(opening[0] == '[' ? ']' : '}', levels);
        return Ascii(text.ToString());
    }

    /// <summary>A string in JSON, by whim with escapes where none are needed; halves of pairs always as escapes.</summary>
    public static byte[] JsonText(string text, Random random)
    {
        var escapeAll = random.Next(6) == 0;
        var json = new StringBuilder("\"", text.Length + 2);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            var pair = char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (pair && !escapeAll)
                json.Append(character).Append(text[++i]);
            else if (character is '"' or '\\')
                json.Append('\\').Append(character);
            else if (escapeAll || character < ' ' || char.IsSurrogate(character))
                json.Append($"\\u{(int)character:x4}");
            else
                json.Append(character);
        }
        return Encoding.UTF8.GetBytes(json.Append('"').ToString());
    }

    public static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
