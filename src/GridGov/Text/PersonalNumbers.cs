using System.Text.RegularExpressions;

namespace GridGov.Text;

/// <summary>Finds numbers by which a person is known: Chinese mobile telephones and resident identity cards.</summary>
static partial class PersonalNumbers
{
    /// <summary>Whether a text has one, in any width and with spaces, dots and hyphens between the digits.</summary>
    public static bool IsIn(string text) => Form().IsMatch(TextFold.Fold(text));

    // A card has six digits of the division, the day of birth, three digits and one digit or X.
    [GeneratedRegex("""
        (?<![0-9])
        ( (86[\ .\-]?)? 1[3-9]([\ .\-]?[0-9]){9}
        | [1-9]([\ .\-]?[0-9]){5} [\ .\-]?(1[\ .\-]?[89]|2[\ .\-]?0)([\ .\-]?[0-9]){2}
          [\ .\-]?(0[\ .\-]?[1-9]|1[\ .\-]?[0-2]) [\ .\-]?(0[\ .\-]?[1-9]|[12][\ .\-]?[0-9]|3[\ .\-]?[01])
          ([\ .\-]?[0-9]){3} [\ .\-]?[0-9xX] )
        (?![0-9])
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
