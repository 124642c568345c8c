using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Hands an accepted ticket to the person or department that will handle it (派遣).</summary>
public static class DispatchTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/dispatch", Handle)
        .Named("dispatchTicket", "Dispatch a ticket")
        .WithDescription("The handler is somebody who today is a service officer, an instructor or a department's handler for the ticket's grid; of several such posts the one of the ticket's role is taken.")
        .Needs(Capability.TicketDispatch)
        .Refuses(403, "post-not-allowed", "handling-level-above-post")
        .Refuses(409, "action-not-allowed-in-status", "handler-outside-grid")
        .Example("""{ "handlerId": "01K4V6J0Q8Z3R", "instruction": "请会同电力部门于今日内处置" }""");

    /// <summary>Who is to handle it.</summary>
    /// <param name="HandlerId">The person's id.</param>
    /// <param name="Instruction">What they should know or do; up to 500 characters.</param>
    public sealed record Request(Id HandlerId, string? Instruction = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Instruction).OptionalText(500);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<Ticket>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, actor, id);
            if (ticket is null)
                return TypedResults.NotFound();
            // The caller's own right comes first: who may not dispatch does not learn who could handle.
            if (TicketTransition.Refusal(ticket, version, TicketAction.Dispatch, actor, out var decision) is { } refusal)
                return refusal;
            var handler = (await TodaysPost.Of(tx, body.HandlerId, ticket.Row.GridCode))
                .Where(post => post.Post is PostKind.ServiceOfficer or PostKind.Instructor or PostKind.DepartmentHandler)
                .OrderByDescending(post => post.Role == ticket.Row.Role)
                .ThenByDescending(post => post.GridCode.Length)
                .FirstOrDefault();
            if (handler is null)
                return Problems.At("/handlerId", "handler-outside-grid");
            return await TicketTransition.CarryOut(tx, actor, ticket, TicketAction.Dispatch, decision,
                change: row => row with
                {
                    HandlerId = body.HandlerId,
                    HandlerName = handler.Name,
                    HandlerPost = handler.Post,
                    HandlerRole = handler.Role,
                },
                payload: new
                {
                    Handler = body.HandlerId.ToString(), handler.Name, Post = handler.Post.Code(), handler.Role, body.Instruction,
                });
        }, ct, WriteMode.Beside);
}
