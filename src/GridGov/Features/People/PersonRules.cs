namespace GridGov.Features.People;

static class PersonRules
{
    public static IRuleBuilderOptions<T, string?> Username<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Length(3, 64).Matches("^[a-z0-9][a-z0-9._-]*$")
            // The end of the pattern also matches before a final line break.
            .Must(name => name is null || !name.EndsWith('\n')).WithErrorCode("wrong_format");
}
