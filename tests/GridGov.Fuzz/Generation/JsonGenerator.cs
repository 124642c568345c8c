using System.Text;

namespace GridGov.Fuzz.Generation;

/// <summary>JSON as bytes, well-formed or not.</summary>
static class JsonGenerator
{
    /// <summary>Values of an unexpected kind; some are malformed.</summary>
    static readonly string[] Fragments =
    [
        "null", "true", "false", "0", "-0", "-0.0", "1", "-1", "1.5", "0.1", "1e2", "1E+2", "1.0", "1e400", "-1e400", "1e-400",
        "4.9e-324", "1.7976931348623157e308", "2147483647", "2147483648", "-2147483649",
        "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616",
        "99999999999999999999999999999999", "0.1000000000000000055511151231257827", "\"\"", "\" \"", "\"x\"", "[]", "[[]]", "[null]",
        "[\"\"]", "[0]", "{}", "{\"\":null}",
        "{\"id\":\"0000000000000\"}", "{\"$ref\":\"#\"}", "{\"$type\":\"System.Object\"}", "{\"__proto__\":{}}", "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\u202e\"", "\"\\ufeff\"", "\"\\uffff\"", "\"\\x\"", "\"\\u12\"",
        "\"\n\"", "\"",
        "NaN", "Infinity", "-Infinity", "undefined", "'x'", "01", "+1", ".5", "1.", "0x1", "1_0", "TRUE", "None", "//", "/**/1", "1,",
        ",", "]", "}", "\\", "\"0000-00-00\"", "\"2026-02-30\"", "\"9999-12-31\"", "\"0001-01-01\"", "\"9999-12-31T23:59:59.9999999Z\"",
        "\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"", "\"1969-12-31T23:59:59Z\"",
        "\"2026-11-21T24:00:00Z\"", "\"2026-11-21T10:00:60Z\"", "\"2026-11-21\"", "\"2026-11-21T10:00:00\"",
        "\"2026-11-21 10:00:00+08:00\"", "\"2286-11-20T17:46:40Z\"", "\"Sat, 21 Nov 2026 10:00:00 GMT\"", "1732154400",
    ];

    /// <summary>A value that does not fit its place; not always well-formed.</summary>
    public static byte[] Fragment(Random random) => random.Next(20) switch
    {
        0 => Deep(random.Next(2) == 0 ? "[" : "{\"a\":", random.Next(2) == 0 ? 40 : 10_000, closed: random.Next(2) == 0),
        1 => [(byte)'"', .. TextGenerator.InvalidUtf8(random), (byte)'"'],
        2 => TextGenerator.Ascii($"\"{new string('x', random.Next(2) == 0 ? 70_000 : 900_000)}\""),
        3 => TextGenerator.Ascii(new string('9', random.Next(1, 20_000))),
        4 => TextGenerator.Ascii($"[{string.Join(',', Enumerable.Repeat(Fragments[random.Next(12)], random.Next(1, 5_000)))}]"),
        5 or 6 => Quoted(TextGenerator.Any(random), random),
        _ => Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]),
    };

    public static byte[] Deep(string opening, int levels, bool closed)
    {
        var text = new StringBuilder(levels * (opening.Length + 1));
        for (var i = 0; i < levels; i++)
            text.Append(opening);
        text.Append('1');
        if (closed)
            text.Append(opening[0] == '[' ? ']' : '}', levels);
        return TextGenerator.Ascii(text.ToString());
    }

    /// <summary>A JSON string, sometimes with needless escapes. Lone surrogates are always escaped.</summary>
    public static byte[] Quoted(string text, Random random)
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
}
