using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Goes on with a suspended ticket before its day (恢复处置); its clock runs again.</summary>
public static class ResumeTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/resume", Handle)
        .Named("resumeTicket", "Resume a ticket")
        .WithDescription("By its handler, or by who may approve a suspension of it.")
        .Needs(Capability.TicketResume)
        .Refuses(403, "post-not-allowed", "not-the-handler", "decided-one-level-up")
        .Refuses(409, "action-not-allowed-in-status")
        .Example("""{ "comment": "材料已到，可以施工" }""");

    /// <summary>Resume a ticket.</summary>
    /// <param name="Comment">What has changed; up to 500 characters.</param>
    public sealed record Request(string? Comment = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Comment).OptionalText(500);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request? body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.Resume,
            payload: body?.Comment is null ? null : new { body.Comment }), ct, WriteMode.Beside);
}
