using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>The check finds the problem gone; the ticket is closed (核查通过，结案).</summary>
public static class PassTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/pass", Handle)
        .Named("passTicket", "Pass the check of a ticket")
        .Needs(Capability.TicketCheck)
        .Refuses(403, "post-not-allowed", "resolver-cannot-check", "handling-level-above-post")
        .Refuses(409, "action-not-allowed-in-status")
        .Example("""{ "comment": "现场核实，隐患已消除" }""");

    /// <summary>Pass the check of a ticket.</summary>
    /// <param name="Comment">What was found; up to 500 characters.</param>
    public sealed record Request(string? Comment = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Comment).OptionalText(500);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request? body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.Pass,
            payload: body?.Comment is null ? null : new { body.Comment }), ct, WriteMode.Beside);
}
