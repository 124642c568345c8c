using GridGov.Api;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Assessments.Reports;

/// <summary>Makes a link by which a browser opens a report, and what is behind each of its numbers, without a token.</summary>
public sealed class LinkAssessment(AssessmentLinks links, Db db)
    : ApiEndpoint<LinkAssessment.Input, Results<Ok<LinkAssessment.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/links");
        Group<AssessmentGroup>();
        Operation("Make a link to an assessment",
            "For a browser, which sends no token when it follows a link. Whoever has the link sees this one report with the rights of the caller, as they are at that moment: hand it to nobody who should not. It ends at its hour, with the caller's session, and with their right to the report. Not for API keys, which can read it themselves.");
        RequiresCapability(Capability.AssessmentRead);
        ContainsSecret();
        ProducesProblem(403, "not-for-keys");
        RequestExample("""{ "hours": 12 }""");
    }

    /// <summary>For how long.</summary>
    /// <param name="Hours">For how many hours it is good, 1 to 24; 12 by default.</param>
    public sealed record Request(int Hours = AssessmentLinks.DefaultHours)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Hours).InclusiveBetween(1, AssessmentLinks.MaxHours);
        }
    }

    /// <summary>A link.</summary>
    /// <param name="Address">Opens the report as a page; lang=zh-CN or lang=en chooses its language.</param>
    /// <param name="ExpiresAt">Until when it is good.</param>
    public sealed record Response(string Address, Instant ExpiresAt);

    /// <summary>What is asked.</summary>
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
