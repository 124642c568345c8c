using Microsoft.OpenApi;

namespace GridGov.Api.OpenApi;

/// <summary>
/// The refusals of an operation, one answer for each status, which lists the codes: the operation's own, and those that
/// follow from what it takes.
/// </summary>
static class ProblemResponses
{
    public const string Schema = "Problem";

    const string MediaType = "application/problem+json";

    public static void Add(OpenApiOperation operation, OperationInfo facts, OpenApiDocument document)
    {
        foreach (var status in CodesOf(facts).Distinct(StringComparer.Ordinal).GroupBy(code => ProblemCatalogue.All[code].Status).OrderBy(group => group.Key))
        {
            operation.Responses![$"{status.Key}"] = new OpenApiResponse
            {
                Description = string.Join('\n', status.Select(code => $"- `{code}`: {Description(code)}")),
                Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
                {
                    [MediaType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Schema, document) },
                },
            };
        }
    }

    /// <summary>All codes that the operation can answer with.</summary>
    public static IEnumerable<string> CodesOf(OperationInfo facts)
    {
        var body = facts.AcceptsJson || facts.AcceptsCsv;
        var keyed = facts is { IsPost: true, Anonymous: false };
        (bool Applies, string Code)[] common =
        [
            (facts.IsValidated || body, "invalid-input"),
            (facts.AcceptsJson, "malformed-json"),
            (facts.HasQuery, "invalid-parameter"),
            (facts.KnownParametersMetadata, "unknown-parameter"),
            (keyed, "idempotency-key-required"),
            (!facts.Anonymous, "sign-in-required"),
            (!facts.Anonymous, "invalid-api-key"),
            (facts is { Anonymous: false, Capability: null, AllowsApiKeys: false }, "not-for-keys"),
            (facts.Capability is not null, "post-not-allowed"),
            (facts.Capability is not null, "password-must-be-changed"),
            (facts.CanBeNotFound, "not-found"),
            (facts.RequiresVersion, "stale-version"),
            (body, "request-timeout"),
            (body, "too-large"),
            (body, "unsupported-media-type"),
            (keyed, "idempotency-key-reused"),
            (facts.RequiresVersion, "if-match-required"),
            (facts.IsRateLimited, "too-many-requests"),
            (facts.IsRateLimited, "store-busy"),
            (facts.IsRateLimited, "store-unavailable"),
            (facts.IsRateLimited && !facts.IsGet, "outcome-unknown"),
        ];
        return common.Where(one => one.Applies).Select(one => one.Code).Concat(facts.Problems.SelectMany(refusal => refusal.Codes));
    }

    /// <summary>The English text, with … for what it names.</summary>
    public static string Description(string code) => ProblemCatalogue.All[code].English.Replace("{0}", "…", StringComparison.Ordinal);
}
