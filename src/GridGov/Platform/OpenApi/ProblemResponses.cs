using GridGov.Platform.Http;
using Microsoft.OpenApi;

namespace GridGov.Platform.OpenApi;

/// <summary>
/// The refusals of an operation, one answer for each status, which lists the codes: the operation's own, and those that
/// follow from what it takes.
/// </summary>
static class ProblemResponses
{
    public const string Schema = "Problem";

    const string MediaType = "application/problem+json";

    public static void Add(OpenApiOperation operation, OperationFacts facts, OpenApiDocument document)
    {
        foreach (var status in CodesOf(facts).Distinct(StringComparer.Ordinal).GroupBy(code => ProblemCatalogue.All[code].Status).OrderBy(group => group.Key))
        {
            operation.Responses![$"{status.Key}"] = new OpenApiResponse
            {
                Description = string.Join('\n', status.Select(code => $"- `{code}`: {Words(code)}")),
                Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
                {
                    [MediaType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Schema, document) },
                },
            };
        }
    }

    /// <summary>All codes that the operation can answer with.</summary>
    public static IEnumerable<string> CodesOf(OperationFacts facts)
    {
        var body = facts.TakesJson || facts.TakesCsv;
        var keyed = facts is { IsPost: true, Anonymous: false };
        (bool Applies, string Code)[] common =
        [
            (facts.Validated || body, "invalid-input"),
            (facts.TakesJson, "malformed-json"),
            (facts.HasQuery, "invalid-parameter"),
            (facts.KnowsItsParameters, "unknown-parameter"),
            (keyed, "idempotency-key-required"),
            (!facts.Anonymous, "sign-in-required"),
            (!facts.Anonymous, "invalid-api-key"),
            (facts is { Anonymous: false, Capability: null, TakesKeys: false }, "not-for-keys"),
            (facts.Capability is not null, "post-not-allowed"),
            (facts.Capability is not null, "password-must-be-changed"),
            (facts.MayBeMissing, "not-found"),
            (facts.NeedsVersion, "stale-version"),
            (body, "request-timeout"),
            (body, "too-large"),
            (body, "unsupported-media-type"),
            (keyed, "idempotency-key-reused"),
            (facts.NeedsVersion, "if-match-required"),
            (facts.Counted, "too-many-requests"),
            (!facts.IsGet, "store-busy"),
        ];
        return common.Where(one => one.Applies).Select(one => one.Code).Concat(facts.Refusals.SelectMany(refusal => refusal.Codes));
    }

    /// <summary>The English text, with … for what it names.</summary>
    public static string Words(string code) => ProblemCatalogue.All[code].English.Replace("{0}", "…", StringComparison.Ordinal);
}
