using FluentValidation.Validators;

namespace GridGov.Platform.Text;

/// <summary>Rules for text that people write. Lengths count characters as people do (code points), not bytes or halves of pairs.</summary>
public static class TextRules
{
    /// <summary>1 to <paramref name="max"/> characters, not only white space.</summary>
    public static IRuleBuilderOptions<T, string?> Text<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.NotEmpty().SetValidator(new MaxCharacters<T>(max));

    /// <summary>Like <see cref="Text{T}"/>, or absent.</summary>
    public static IRuleBuilderOptions<T, string?> OptionalText<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.Must(text => text is null || !string.IsNullOrWhiteSpace(text)).WithErrorCode("required")
            .SetValidator(new MaxCharacters<T>(max));

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
            // A text's length in UTF-16 is never below its length in characters.
            if (value is null || value.Length <= max)
                return true;
            var length = Length(value);
            context.MessageFormatter.AppendArgument("MaxLength", max).AppendArgument("TotalLength", length);
            return length <= max;
        }

        protected override string GetDefaultMessageTemplate(string errorCode) => Localized(errorCode, Name);
    }
}
