namespace GridGov.Features.People;

/// <summary>What a person's fields must look like, wherever they are set.</summary>
static class PersonRules
{
    public static IRuleBuilderOptions<T, string?> Username<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Length(3, 64).Matches("^[a-z0-9][a-z0-9._-]*$")
            // The pattern's end also matches before a line break.
            .Must(name => name is null || !name.EndsWith('\n')).WithErrorCode("wrong_format");
}
