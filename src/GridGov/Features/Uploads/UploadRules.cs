using GridGov.Text;

namespace GridGov.Features.Uploads;

static class UploadRules
{
    /// <summary>A SHA-256 in 64 hexadecimal digits.</summary>
    public static IRuleBuilderOptions<T, string?> Sha256<T>(this IRuleBuilder<T, string?> rule) => rule.MatchesWhole("^[0-9a-f]{64}$");
}
