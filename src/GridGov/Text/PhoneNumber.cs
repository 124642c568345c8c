using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace GridGov.Text;

/// <summary>A telephone number.</summary>
/// <param name="Number">The digits as dialled within China; a foreign number keeps its +.</param>
/// <param name="Extension">The digits dialled after it; null without an extension.</param>
[StructLayout(LayoutKind.Auto)]
public readonly partial record struct PhoneNumber(string Number, string? Extension)
{
    const int MobileLength = 11;
    const int ServiceLength = 10;
    const int MinDigits = 3;
    const int MaxDigits = 20;

    /// <summary>
    /// Reads digits with spaces and signs between them, in full or half width, with the country's code and an extension if there is one:
    /// +86 138 0371 0001, 138-0371-0001, (0371)66668888, 0371-66668888-801, 037166668888转801.
    /// </summary>
    public static bool TryParse(string text, out PhoneNumber number)
    {
        number = default;
        if (Form().Match(TextFold.Fold(text).Trim(' ')) is not { Success: true } match)
            return false;
        var main = match.Groups["number"].Value;
        if (Digits(main).Length is < MinDigits or > MaxDigits)
            return false;
        number = match.Groups["extension"] is { Success: true } extension
            ? new PhoneNumber(NationalNumber(main), extension.Value)
            : SplitLandline(main) ?? new PhoneNumber(NationalNumber(main), Extension: null);
        return true;
    }

    /// <summary>
    /// The forms in which a number may be stored: without its extension, and with the extension as a part of the number, as before
    /// extensions were told apart.
    /// </summary>
    public static IReadOnlyList<string> SearchForms(string phone) => !TryParse(phone, out var number) ? []
        : number.Extension is null ? [number.Number]
        : [number.Number, number.Number + number.Extension];

    /// <summary>The number without its extension, so that any notation finds the telephone; of other texts the digits.</summary>
    public static string Normalise(string phone) => TryParse(phone, out var number) ? number.Number : Digits(TextFold.Fold(phone));

    /// <summary>Splits off a last group of digits after a whole landline or service number, as in 0371-66668888-801.</summary>
    static PhoneNumber? SplitLandline(string main)
    {
        if (LastGroup().Match(main) is not { Success: true } match)
            return null;
        var number = NationalNumber(match.Groups["number"].Value);
        var whole = (number[0] == '0' && number.Length is >= 10 and <= 12) || IsService(number);
        return whole ? new PhoneNumber(number, match.Groups["extension"].Value) : null;
    }

    static string NationalNumber(string main)
    {
        var digits = Digits(main);
        var abroad = main.Contains('+', StringComparison.Ordinal) ? digits
            : digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..]
            : null;
        if (abroad is null)
            // Mobile numbers often have the country code without a +.
            return digits.Length == MobileLength + 2 && digits.StartsWith("861", StringComparison.Ordinal) ? digits[2..] : digits;
        if (!abroad.StartsWith("86", StringComparison.Ordinal))
            return "+" + abroad;
        var national = abroad[2..];
        var whole = national.Length == 0 || national[0] == '0'
            || (national[0] == '1' && national.Length == MobileLength)
            || IsService(national);
        return whole ? national : "0" + national;
    }

    static bool IsService(string digits) => digits.Length == ServiceLength && digits[0] is '4' or '8';

    static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    // The text is folded before. The dashes are those of Unicode's general punctuation, and the minus sign.
    [GeneratedRegex(
        @"^(?<number>[ (]*\+?[ (]*[0-9][0-9 ()./\-\u2010-\u2015\u2212]*?)" +
        @"( *(转接?|轉接?|分机号?|ext(ension)?|x|#)[ :.]*(?<extension>[0-9]{1,8}))?\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();

    [GeneratedRegex(
        @"^(?<number>.*[0-9)]) *[\-\u2010-\u2015\u2212] *(?<extension>[0-9]{1,5})\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LastGroup();
}
