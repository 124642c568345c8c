using GridGov.Text;

namespace GridGov.Features.People;

static class PersonRules
{
    /// <summary>A username; capital letters and outer spaces are accepted, and normalised before it is stored.</summary>
    public static IRuleBuilderOptions<T, string?> Username<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Length(GridGov.Text.Username.MinLength, GridGov.Text.Username.MaxLength).MatchesWhole(GridGov.Text.Username.Pattern);
}
