using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>The handler reports that the problem is gone (处置完成); the check follows.</summary>
public static class ResolveTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/resolve", Handle)
        .Named("resolveTicket", "Report a ticket as handled")
        .Needs(Capability.TicketResolve)
        .Refuses(403, "post-not-allowed", "not-the-handler")
        .Refuses(409, "action-not-allowed-in-status", "participants-missing")
        .Example("""{ "result": "已断电修剪树冠，枝叶与导线净距 3 米以上，隐患消除" }""");

    /// <summary>Report a ticket as handled.</summary>
    /// <param name="Result">What was done; up to 2,000 characters.</param>
    public sealed record Request(string Result)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Result).Text(2000);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.Resolve,
            change: row => row with { Result = body.Result }, payload: new { body.Result }), ct, WriteMode.Beside);
}
