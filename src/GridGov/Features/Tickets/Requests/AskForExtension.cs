using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>The handler asks for more time (申请延期): the original limit once more.</summary>
public static class AskForExtension
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/request-extension", Handle)
        .Named("requestExtension", "Ask for more time")
        .WithDescription("Before the deadline, and at most twice. Decided one level above the one that has the ticket in hand.")
        .Needs(Capability.TicketRequest)
        .Creates()
        .Refuses(403, "post-not-allowed", "not-the-handler")
        .Refuses(409, "action-not-allowed-in-status", "request-pending", "deadline-passed", "extensions-used-up")
        .Example("""{ "reason": "连日降雨，须待天晴后施工" }""");

    /// <summary>Ask for more time.</summary>
    /// <param name="Reason">Why it is needed; up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    internal static Task<Results<Created<TicketRequest>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => RequestSubmission.Of(tx, actor, id, version, RequestKind.Extension, body.Reason), ct, WriteMode.Beside);
}
