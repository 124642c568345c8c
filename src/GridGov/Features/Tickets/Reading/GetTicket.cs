using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.Tickets.Reading;

/// <summary>One ticket.</summary>
public sealed class GetTicket(Db db) : ApiEndpoint<ById, Results<Ok<Ticket>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<TicketGroup>();
        Operation("Get a ticket");
        RequiresCapability(Capability.TicketRead);
    }

    public override Task<Results<Ok<Ticket>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Ticket>, NotFound>>(async tx => await TicketView.Find(tx, Actor, request.Id) is { } ticket
            ? TypedResults.Ok((await TicketOrigins.Add(tx, Actor, [ticket.ToTicket()]))[0])
            : TypedResults.NotFound(), ct);
}
