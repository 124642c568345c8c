using System.Globalization;
using System.Text;
using FluentValidation.Validators;

namespace GridGov.Text;

/// <summary>Rules for text input. Lengths count code points.</summary>
public static class TextRules
{
    /// <summary>1 to <paramref name="max"/> characters, at least one of them visible.</summary>
    public static IRuleBuilderOptions<T, string?> Text<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.NotEmpty().Must(text => string.IsNullOrWhiteSpace(text) || !IsBlank(text)).WithErrorCode("required")
            .SetValidator(new MaxCharacters<T, string?>(max, text => text));

    /// <summary><see cref="Text{T}(IRuleBuilder{T, string}, int)"/>, or absent.</summary>
    public static IRuleBuilderOptions<T, string?> OptionalText<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.Must(text => text is null || !IsBlank(text)).WithErrorCode("required")
            .SetValidator(new MaxCharacters<T, string?>(max, text => text));

    /// <summary>Matches a pattern as a whole; in .NET <c>$</c> also matches before a last line feed.</summary>
    public static IRuleBuilderOptions<T, string?> MatchesWhole<T>(this IRuleBuilder<T, string?> rule, string pattern) =>
        rule.Matches(pattern).Must(text => text is null || !text.EndsWith('\n')).WithErrorCode("wrong_format");

    /// <summary>1 to <paramref name="max"/> characters about a ticket, at least one of them visible.</summary>
    public static IRuleBuilderOptions<T, FreeText?> Text<T>(this IRuleBuilder<T, FreeText?> rule, int max) =>
        rule.NotEmpty().OptionalText(max);

    /// <summary><see cref="Text{T}(IRuleBuilder{T, FreeText}, int)"/>, or absent.</summary>
    public static IRuleBuilderOptions<T, FreeText?> OptionalText<T>(this IRuleBuilder<T, FreeText?> rule, int max) =>
        rule.Must(text => text is null || !IsBlank(text.Reveal())).WithErrorCode("required").AtMost(max);

    /// <summary>A telephone number of 3 to 20 digits in any usual notation, at most 32 characters; or absent.</summary>
    public static IRuleBuilderOptions<T, string?> Phone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(32).Must(phone => phone is null || PhoneNumber.TryParse(phone, out _)).WithErrorCode("wrong_format");

    /// <summary>A reporter's telephone number, as <see cref="Phone{T}(IRuleBuilder{T, string})"/> has it.</summary>
    public static IRuleBuilderOptions<T, FreeText?> Phone<T>(this IRuleBuilder<T, FreeText?> rule) =>
        rule.AtMost(32).Must(phone => phone is null || PhoneNumber.TryParse(phone.Reveal(), out _)).WithErrorCode("wrong_format");

    static IRuleBuilderOptions<T, FreeText?> AtMost<T>(this IRuleBuilder<T, FreeText?> rule, int max) =>
        rule.SetValidator(new MaxCharacters<T, FreeText?>(max, text => text?.Reveal()));

    /// <summary>Whether a text has only invisible characters: spaces, format characters, marks without a letter, and fillers.</summary>
    public static bool IsBlank(string text) => text.EnumerateRunes().All(IsInvisible);

    /// <summary>Whether a character shows nothing of its own.</summary>
    public static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
        // Hangul's fillers and the empty Braille pattern.
        || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;

    /// <summary>Whether a character changes the direction of the text after it, which can make one text look like another.</summary>
    static bool IsDirectionControl(char character) => character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>
    /// Text in NFC, as it is stored, without direction controls, because telephones put them around copied numbers.
    /// </summary>
    /// <returns>False for control characters other than line breaks and tabs, lone surrogates and non-characters.</returns>
    public static bool TryNormalise(string text, out string clean)
    {
        clean = text;
        var turned = false;
        foreach (var character in text)
        {
            if (char.IsControl(character) && character is not ('\n' or '\r' or '\t'))
                return false;
            turned |= IsDirectionControl(character);
        }
        if (turned)
            text = clean = string.Concat(text.Where(character => !IsDirectionControl(character)));
        try
        {
            clean = text.IsNormalized(NormalizationForm.FormC) ? text : text.Normalize(NormalizationForm.FormC);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Search text: 1 to 100 characters, or absent.</summary>
    public static IRuleBuilderOptions<T, string?> SearchText<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text is null || (!IsBlank(text) && text.Trim().Length <= 100)).WithErrorCode("wrong_length")
            .Must(text => text is null || TryNormalise(text, out _)).WithErrorCode("invalid_value");

    /// <summary>The words of a search text in half width, all of which must be found. The store folds their case.</summary>
    public static IReadOnlyList<string> SearchWords(string text) => TryNormalise(text, out var clean)
        ? [.. TextFold.FoldWidth(clean).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)]
        : [];

    /// <summary>A LIKE pattern (ESCAPE '\') for a prefix.</summary>
    public static string StartsWithPattern(string word) =>
        word.Replace("\\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%";

    /// <summary>A LIKE pattern (ESCAPE '\') for a substring.</summary>
    public static string ContainsPattern(string word) => "%" + StartsWithPattern(word);

    public static int Length(string text)
    {
        var length = 0;
        foreach (var _ in text.EnumerateRunes())
            length++;
        return length;
    }

    sealed class MaxCharacters<T, TText>(int max, Func<TText, string?> textOf) : PropertyValidator<T, TText>, IMaximumLengthValidator
    {
        public override string Name => "MaximumLengthValidator";
        public int Min => 0;
        public int Max => max;

        public override bool IsValid(ValidationContext<T> context, TText value)
        {
            // The length in UTF-16 is never below the length in code points.
            if (textOf(value) is not { } text || text.Length <= max)
                return true;
            var length = Length(text);
            context.MessageFormatter.AppendArgument("MaxLength", max).AppendArgument("TotalLength", length);
            return length <= max;
        }

        protected override string GetDefaultMessageTemplate(string errorCode) => Localized(errorCode, Name);
    }
}
