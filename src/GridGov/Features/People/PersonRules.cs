namespace GridGov.Features.People;

static class PersonRules
{
    /// <summary>A username; capital letters and outer spaces are accepted, and normalised before it is stored.</summary>
    public static IRuleBuilderOptions<T, string?> Username<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Length(3, 64).Matches("^ *[A-Za-z0-9][A-Za-z0-9._-]{2,} *$")
            // The end of the pattern also matches before a final line break.
            .Must(name => name is null || !name.EndsWith('\n')).WithErrorCode("wrong_format");
}
