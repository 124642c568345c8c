using GridGov.Api;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Assessments.Reports;

/// <summary>Makes a link that opens a report and the lists of its numbers in a browser, without an access token.</summary>
public sealed class LinkAssessment(AssessmentLinks links, Db db)
    : ApiEndpoint<LinkAssessment.Input, Results<Ok<LinkAssessment.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/links");
        Group<AssessmentGroup>();
        Operation("Make a link to an assessment",
            "A browser sends no access token when it follows a link. Everybody who has the link sees this one report with the caller's " +
            "present rights, so share it only with people who may see it. The link ends at its expiry, with the caller's session, and " +
            "with the caller's right to the report. API keys cannot make links; they can read the report itself.");
        RequiresCapability(Capability.AssessmentRead);
        ContainsSecret();
        ProducesProblem(403, "not-for-keys");
        RequestExample("""{ "hours": 12 }""");
    }

    /// <summary>The validity of the link.</summary>
    /// <param name="Hours">The number of hours for which the link is valid, 1 to 24; 12 by default.</param>
    public sealed record Request(int Hours = AssessmentLinks.DefaultHours)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Hours).InclusiveBetween(1, AssessmentLinks.MaxHours);
        }
    }

    /// <summary>A link.</summary>
    /// <param name="Address">The address of the report's page; lang=zh-CN or lang=en chooses its language.</param>
    /// <param name="ExpiresAt">The time at which the link expires.</param>
    public sealed record Response(string Address, Instant ExpiresAt);

    public sealed record Input(Id Id, [FromBody] Request Body);

    public override async Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        if (Actor.Key is not null)
            return Problems.Of("not-for-keys");
        if (await db.Read(tx => AssessmentRow.Find(tx, Actor, input.Id), ct) is null)
            return TypedResults.NotFound();
        var (pass, expires) = links.Create(input.Id, Actor.Id, Actor.Session, input.Body.Hours);
        return TypedResults.Ok(new Response(AssessmentLinks.Address(input.Id, pass), expires));
    }
}
