using Microsoft.OpenApi;

namespace GridGov.Api.OpenApi;

/// <summary>Adds an operation's refusals, one answer per status: the declared codes and those implied by its input.</summary>
static class ProblemResponses
{
    public const string Schema = "Problem";

    const string MediaType = "application/problem+json";
    const string Page = "text/html";

    public static void Add(OpenApiOperation operation, OperationInfo facts, OpenApiDocument document)
    {
        foreach (var status in CodesOf(facts).Distinct(StringComparer.Ordinal)
            .GroupBy(code => ProblemCatalogue.All[code].Status).OrderBy(group => group.Key))
        {
            var content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
            {
                [MediaType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Schema, document) },
            };
            if (facts.RefusalPages.Contains(status.Key))
                content[Page] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            operation.Responses![$"{status.Key}"] = new OpenApiResponse
            {
                Description = string.Join('\n', status.Select(code => $"- `{code}`: {Description(code)}")),
                Content = content,
                Headers = HeadersOf(status.Key),
            };
        }
    }

    static Dictionary<string, IOpenApiHeader>? HeadersOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Header(
            "WWW-Authenticate", "Bearer (RFC 6750); with error=\"invalid_token\" when a token was sent."),
        StatusCodes.Status412PreconditionFailed => Header("ETag", "The current version, for If-Match."),
        _ => null,
    };

    static Dictionary<string, IOpenApiHeader> Header(string name, string description) => new(StringComparer.Ordinal)
    {
        [name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
    };

    public static IEnumerable<string> CodesOf(OperationInfo facts)
    {
        var body = facts.AcceptsJson || facts.AcceptsFile;
        var keyed = facts is { IsPost: true, Anonymous: false };
        (bool Applies, string Code)[] common =
        [
            (facts.IsValidated || body, "invalid-input"),
            (facts.AcceptsJson, "malformed-json"),
            (facts.HasQuery, "invalid-parameter"),
            (facts.Request is not null, "unknown-parameter"),
            (keyed || facts.RequiresIdempotencyKey, "idempotency-key-required"),
            (facts is { Anonymous: true, RequiresIdempotencyKey: true }, "idempotency-key-too-short"),
            (!facts.Anonymous, "sign-in-required"),
            (!facts.Anonymous, "invalid-api-key"),
            (facts is { Anonymous: false, Capability: null, AllowsApiKeys: false }, "not-for-keys"),
            (facts.Capability is not null, "post-not-allowed"),
            (facts is { Anonymous: false, AllowsMustChangePassword: false }, "password-must-be-changed"),
            (facts.CanBeNotFound, "not-found"),
            (facts.OffersContent, "not-acceptable"),
            (facts.RequiresVersion, "stale-version"),
            (body, "request-timeout"),
            (body, "too-large"),
            (body, "unsupported-media-type"),
            (keyed, "answer-hidden"),
            (keyed, "idempotency-key-reused"),
            (facts.RequiresVersion, "if-match-required"),
            (facts.IsRateLimited, "too-many-requests"),
            (facts.IsRateLimited, "store-busy"),
            (facts.IsRateLimited, "store-unavailable"),
            (facts.IsRateLimited && !facts.IsGet, "outcome-unknown"),
        ];
        return common.Where(one => one.Applies).Select(one => one.Code).Concat(facts.Problems.SelectMany(refusal => refusal.Codes));
    }

    /// <summary>The English title.</summary>
    public static string Description(string code) => ProblemCatalogue.All[code].Title.En;
}
