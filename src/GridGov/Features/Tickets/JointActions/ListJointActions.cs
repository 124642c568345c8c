using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.JointActions;

/// <summary>The joint actions of a ticket, newest first.</summary>
public sealed class ListJointActions(Db db) : ApiEndpoint<ById, Results<Ok<ListJointActions.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/joint-actions");
        Group<TicketGroup>();
        Operation("List the joint actions of a ticket", "The newest 50.");
        RequiresCapability(Capability.TicketRead);
    }

    /// <summary>The joint actions of a ticket.</summary>
    /// <param name="Items">The joint actions, newest first.</param>
    /// <param name="TicketVersion">The ticket's version, to send as If-Match; it is the ETag.</param>
    public sealed record Response(IReadOnlyList<JointAction> Items, long TicketVersion) : IVersioned
    {
        long IVersioned.Version => TicketVersion;
    }

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, request.Id) is not { Row.Version: var version } ticket)
                return TypedResults.NotFound();
            var rows = await JointActionRow.List(tx, Newest, new { Id = request.Id });
            return TypedResults.Ok(new Response(rows.ConvertAll(row => row.ToJointAction(ticket.Masked, tx.Now, version)), version));
        }, ct);

    const string Newest = "WHERE x.ticket_id = @Id ORDER BY x.id DESC LIMIT 50";
}
