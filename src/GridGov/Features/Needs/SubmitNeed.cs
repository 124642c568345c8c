using GridGov.Api;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Features.Needs;

/// <summary>Submits a need (提交需求).</summary>
public sealed class SubmitNeed(Db db) : ApiEndpoint<NeedDraft, Results<Created<Need>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<NeedsApiGroup>();
        Operation("Submit a need",
            "By a post in its grid, or by acting for the group whose need it is. Groups see it when it is published. Its contact is stored " +
            "encrypted; no event, list, export or kept answer has it.");
        RequiresCapability(Capability.NeedSubmit);
        RequiresIdempotencyKey();
        ProducesProblem(
            400, "unknown-place", "place-retired", "need-group-not-usable", "grid-needed", "need-grid-not-usable", "grid-retired");
        RequestExample("""
            {
              "kind": "service", "title": "每周陪护就医", "description": "独居，行动不便，每周二去社区医院复诊",
              "grid": "410103003005006", "contact": { "name": "王芳", "phone": "13803710001" },
              "continuing": true, "cycle": "week"
            }
            """);
    }

    public override Task<Results<Created<Need>, ProblemHttpResult>> ExecuteAsync(NeedDraft request, CancellationToken ct) =>
        db.Write<Results<Created<Need>, ProblemHttpResult>>(async tx =>
        {
            var (need, refusal) = await NeedSubmission.Submit(tx, Actor, request);
            return need is null
                ? refusal!
                : TypedResults.Created($"/v1/needs/{need.Id}", await NeedView.ShowOne(tx, Actor, need));
        }, ct);
}
