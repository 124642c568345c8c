namespace GridGov.Features.People;

static class PersonRules
{
    /// <summary>A username; capital letters and outer spaces are accepted, and normalised before it is stored.</summary>
    public static IRuleBuilderOptions<T, string?> Username<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Length(GridGov.Text.Username.MinLength, GridGov.Text.Username.MaxLength).Matches(GridGov.Text.Username.Pattern)
            // The end of the pattern also matches before a final line break.
            .Must(name => name is null || !name.EndsWith('\n')).WithErrorCode("wrong_format");
}
