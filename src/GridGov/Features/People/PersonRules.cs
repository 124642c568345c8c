namespace GridGov.Features.People;

/// <summary>What a person's fields must look like, wherever they are set.</summary>
static class PersonRules
{
    /// <summary>Capital letters and outer spaces are taken, and normalised before it is kept.</summary>
    public static IRuleBuilderOptions<T, string?> Username<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Length(3, 64).Matches("^ *[A-Za-z0-9][A-Za-z0-9._-]{2,} *$")
            // The pattern's end also matches before a line break.
            .Must(name => name is null || !name.EndsWith('\n')).WithErrorCode("wrong_format");
}
