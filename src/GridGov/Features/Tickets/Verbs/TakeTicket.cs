using GridGov.Api.Binding;
using GridGov.Domain.Tickets;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Takes a ticket that was dispatched to the caller (接单), also again after a failed check.</summary>
public sealed class TakeTicket(Db db) : TicketVerb<ChangeWithOptionalBody<TakeTicket.Request>, TicketResult>
{
    public override void Configure() => Verb(TicketAction.Take, "Take a dispatched ticket",
        example: """{}""");

    /// <summary>An empty body; taking needs no data.</summary>
    public sealed record Request;

    public override Task<TicketResult> ExecuteAsync(ChangeWithOptionalBody<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Take), ct, WriteMode.Shared);
}
