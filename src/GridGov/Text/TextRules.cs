using System.Text;
using FluentValidation.Validators;

namespace GridGov.Text;

/// <summary>Rules for text input. Lengths count code points.</summary>
public static class TextRules
{
    /// <summary>1 to <paramref name="max"/> characters, not only white space.</summary>
    public static IRuleBuilderOptions<T, string?> Text<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.NotEmpty().SetValidator(new MaxCharacters<T>(max));

    /// <summary><see cref="Text{T}"/>, or absent.</summary>
    public static IRuleBuilderOptions<T, string?> OptionalText<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.Must(text => text is null || !string.IsNullOrWhiteSpace(text)).WithErrorCode("required")
            .SetValidator(new MaxCharacters<T>(max));

    /// <summary>A telephone number: 3 to 32 digits, spaces, + and -; or absent.</summary>
    public static IRuleBuilderOptions<T, string?> Phone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(32).Matches("^[0-9+ -]{3,32}$")
            // The pattern's $ also matches before a final line break.
            .Must(phone => phone is null || !phone.EndsWith('\n')).WithErrorCode("wrong_format");

    /// <summary>Text in NFC, as it is stored.</summary>
    /// <returns>False for control characters other than line breaks and tabs, lone surrogates and non-characters.</returns>
    public static bool TryNormalise(string text, out string clean)
    {
        clean = text;
        foreach (var character in text)
        {
            if (char.IsControl(character) && character is not ('\n' or '\r' or '\t'))
                return false;
        }
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
        rule.Must(text => text is null || text.Trim().Length is > 0 and <= 100).WithErrorCode("wrong_length")
            .Must(text => text is null || TryNormalise(text, out _)).WithErrorCode("invalid_value");

    /// <summary>A LIKE pattern (ESCAPE '\') for a prefix.</summary>
    public static string StartsWithPattern(string text) =>
        (TryNormalise(text.Trim(), out var clean) ? clean : "").Replace("\\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%";

    /// <summary>A LIKE pattern (ESCAPE '\') for a substring.</summary>
    public static string ContainsPattern(string text) => "%" + StartsWithPattern(text);

    public static int Length(string text)
    {
        var length = 0;
        foreach (var _ in text.EnumerateRunes())
            length++;
        return length;
    }

    sealed class MaxCharacters<T>(int max) : PropertyValidator<T, string?>, IMaximumLengthValidator
    {
        public override string Name => "MaximumLengthValidator";
        public int Min => 0;
        public int Max => max;

        public override bool IsValid(ValidationContext<T> context, string? value)
        {
            // The length in UTF-16 is never below the length in code points.
            if (value is null || value.Length <= max)
                return true;
            var length = Length(value);
            context.MessageFormatter.AppendArgument("MaxLength", max).AppendArgument("TotalLength", length);
            return length <= max;
        }

        protected override string GetDefaultMessageTemplate(string errorCode) => Localized(errorCode, Name);
    }
}
