using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Features.Assessments.Schemes;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Assessments;

/// <summary>Issues a report again after history was corrected, as a new revision with the differences from the previous one.</summary>
public sealed class ReissueAssessment(Db db)
    : ApiEndpoint<Change<ReissueAssessment.Request>, Results<Created<Assessment>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/reissue");
        Group<AssessmentGroup>();
        Operation("Issue an assessment again",
            "Recomputes the latest revision from the present data and the present scheme. The previous revision stays as it was. A " +
            "report whose numbers are unchanged is not issued again. When tickets of a recent period are reopened, cancelled, merged or " +
            "evaluated again after the issue, the server issues corrections once a day.");
        RequiresCapability(Capability.AssessmentIssue);
        ProducesProblem(409, "assessment-superseded", "nothing-to-correct");
        RequestExample("""{ "reason": "两件已结案案卷复核后重新立案" }""");
    }

    /// <summary>The reason of the correction.</summary>
    /// <param name="Reason">The reason, up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override async Task<Results<Created<Assessment>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct)
    {
        var asOf = await db.StableInstant(ct);
        var draft = await db.Read(async tx =>
            await AssessmentRow.Find(tx, Actor, request.Id, Capability.AssessmentIssue) is { SupersededBy: null } former
                ? await AssessmentDraft.Create(tx, former.Period, former.Subject, (await SchemeRow.Find(tx, former.Scheme))!, asOf)
                : null, ct);
        return await db.Write<Results<Created<Assessment>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await AssessmentRow.Find(tx, Actor, request.Id, Capability.AssessmentIssue) is not { } former)
                return TypedResults.NotFound();
            if (former.Revision != request.Version.Version)
                return Problems.StaleVersion(former.Revision);
            if (former.SupersededBy is not null || draft is null)
                return Problems.Of("assessment-superseded", (await AssessmentRow.FindLatest(tx, former.Period, former.Subject))!.Id);
            if (Difference.Between(ReportContent.Parse(former.Content), draft.Content).Count == 0)
                return Problems.Of("nothing-to-correct");
            var post = Actor.PostsFor(Capability.AssessmentIssue, former.GridCode).First();
            var issued = await AssessmentStore.Save(tx, draft, Actor, post, former, request.Body.Reason);
            var latest = await AssessmentRow.FindLatest(tx, former.Period, former.Subject);
            return TypedResults.Created($"/v1/assessments/{issued}", latest!.ToAssessment());
        }, ct);
    }
}
