using System.Text.Json.Nodes;
using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Assessments.Schemes;

/// <summary>Makes another scheme, for instance for communities or for a service role.</summary>
public sealed class CreateScheme(Db db) : ApiEndpoint<CreateScheme.Request, Results<Created<Scheme>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<SchemeGroup>();
        Operation("Make an assessment scheme", "Requires an administrator of the whole deployment.");
        RequiresCapability(Capability.SchemeManage);
        RequiresIdempotencyKey();
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "scheme-exists");
        RequestExample($$"""{ "code": "streets", "content": {{PutScheme.Example}} }""");
    }

    /// <summary>A new scheme.</summary>
    /// <param name="Code">The code of the scheme: 1 to 40 small letters, digits and underscores.</param>
    /// <param name="Content">The terms and grades of the scheme.</param>
    public sealed record Request(string Code, SchemeContent Content)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Code).MatchesWhole("^[a-z0-9_]{1,40}$");
                RuleFor(r => r.Content).SetValidator(new SchemeContent.Validator());
            }
        }
    }

    public override Task<Results<Created<Scheme>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<Scheme>, ProblemHttpResult>>(async tx =>
        {
            if (Actor.PostsFor(Capability.SchemeManage, GridCode.Everywhere).FirstOrDefault() is not { } post)
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.SchemeManage));
            var content = request.Content.ToJson();
            if (await tx.Execute(Insert, new { request.Code, Content = content, tx.Now }) == 0)
                return Problems.At("/code", "scheme-exists", request.Code);
            await Journal.Append(tx, new JournalEntry("scheme", request.Code, GridCode.Everywhere, "create", Actor.Id, Version: 1)
            {
                Post = post.Kind,
                Payload = new { To = JsonNode.Parse(content) },
            });
            return TypedResults.Created($"/v1/assessments/schemes/{request.Code}", (await SchemeRow.Find(tx, request.Code))!.ToScheme());
        }, ct);

    const string Insert = """
        INSERT INTO assessment_schemes (code, content, updated_at, version)
        VALUES (@Code, @Content, @Now, 1)
        ON CONFLICT (code) DO NOTHING
        """;
}
