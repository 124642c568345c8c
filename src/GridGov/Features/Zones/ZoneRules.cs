using GridGov.Text;

namespace GridGov.Features.Zones;

static class ZoneRules
{
    /// <summary>A control character would end a name where tickets tell their zones.</summary>
    public static IRuleBuilderOptions<T, string?> ZoneName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Text(100).Must(name => name is null || !name.Any(char.IsControl)).WithErrorCode("wrong_format");
}
