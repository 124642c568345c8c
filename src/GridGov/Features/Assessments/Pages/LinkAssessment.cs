using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Features.Assessments;

/// <summary>Makes a link by which a browser opens a report, and what is behind each of its numbers, without a token.</summary>
public static class LinkAssessment
{
    public static void Map(IEndpointRouteBuilder assessments) => assessments
        .MapPost("/{id}/links", Handle)
        .Named("linkAssessment", "Make a link to an assessment")
        .WithDescription("For a browser, which sends no token when it follows a link. Whoever has the link sees this one report with the rights of the caller, as they are at that moment: hand it to nobody who should not. It ends at its hour, with the caller's session, and with their right to the report. Not for API keys, which can read it themselves.")
        .Needs(Capability.AssessmentRead)
        .WithSecret()
        .Refuses(403, "not-for-keys")
        .Example("""{ "hours": 12 }""");

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

    internal static async Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, Actor actor, AssessmentLinks links, Db db, CancellationToken ct)
    {
        if (actor.Key is not null)
            return Problems.Of("not-for-keys");
        if (await db.Read(tx => AssessmentRow.Find(tx, actor, id), ct) is null)
            return TypedResults.NotFound();
        var (pass, expires) = links.Make(id, actor.Id, actor.Session, body.Hours);
        return TypedResults.Ok(new Response(AssessmentLinks.Address(id, pass), expires));
    }
}
