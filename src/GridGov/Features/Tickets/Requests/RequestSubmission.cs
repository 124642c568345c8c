using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.Requests;

static class RequestSubmission
{
    public static async Task<Results<Created<TicketRequest>, NotFound, ProblemHttpResult>> Submit(
        Tx tx, Actor actor, Id ticketId, IfMatch version, RequestKind kind, FreeText reason, DateOnly? until = null)
    {
        var action = kind == RequestKind.Extension ? TicketAction.RequestExtension : TicketAction.RequestSuspension;
        var ticket = await TicketForUpdate.Find(tx, actor, ticketId);
        if (ticket is null)
            return TypedResults.NotFound();
        if (TicketTransition.Check(ticket, version, action, actor, out var decision) is { } refusal)
            return refusal;
        if (until is { } day && SuspensionDay.Check(tx.Today, day) is { } fault)
            return fault;
        var request = new RequestRow
        {
            Id = tx.NewId(), TicketId = ticketId, TicketNumber = ticket.Row.Number, TicketVersion = ticket.Row.Version + 1, Kind = kind,
            Reason = reason, UntilDay = until, Status = RequestStatus.Pending, Confidential = ticket.Row.Confidential,
            RequestedBy = actor.Id, RequestedByName = actor.Name, RequestedAt = tx.Now,
        };
        await tx.Execute(Insert, new
        {
            request.Id, request.TicketId, ticket.Row.GridCode, request.Kind, Reason = ticket.Row.MaskText(reason), request.UntilDay,
            request.Status, request.RequestedBy, request.RequestedAt,
        });
        var after = await TicketTransition.Write(tx, actor, ticket, decision, new TicketChange(action)
        {
            Row = row => row with { RequestId = request.Id },
            Related = related => related with { Request = request },
            Reason = reason,
            Payload = new { Request = request.Id.ToString(), Until = until },
        });
        return after is null
            ? TicketTransition.VersionConflict()
            : TypedResults.Created($"/v1/tickets/{ticketId}/requests", request.ToRequest(after.View.Masked));
    }

    const string Insert = """
        INSERT INTO ticket_requests (id, ticket_id, grid_code, kind, reason, until_day, status, requested_by, requested_at)
        VALUES (@Id, @TicketId, @GridCode, @Kind, @Reason, @UntilDay, @Status, @RequestedBy, @RequestedAt)
        """;
}
