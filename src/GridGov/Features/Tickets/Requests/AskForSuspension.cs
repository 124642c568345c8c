using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>The handler asks to put a ticket off until a day (申请挂账).</summary>
public static class AskForSuspension
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/request-suspension", Handle)
        .Named("requestSuspension", "Ask to put a ticket off")
        .WithDescription("Before the deadline. Decided one level above the one that has the ticket in hand; once approved, it is suspended.")
        .Needs(Capability.TicketRequest)
        .Creates()
        .Refuses(403, "post-not-allowed", "not-the-handler")
        .Refuses(409, "action-not-allowed-in-status", "request-pending", "deadline-passed")
        .Example("""{ "reason": "须待春季停暖后开挖管线", "until": "2027-03-01" }""");

    /// <summary>Ask to put a ticket off.</summary>
    /// <param name="Reason">Why it cannot be handled now; up to 500 characters.</param>
    /// <param name="Until">The day on which it is to go on: after today, at most a year off.</param>
    public sealed record Request(string Reason, DateOnly Until)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    internal static Task<Results<Created<TicketRequest>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => RequestSubmission.Of(tx, actor, id, version, RequestKind.Suspension, body.Reason, body.Until), ct, WriteMode.Beside);
}
