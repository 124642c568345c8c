using GridGov.Api.Binding;
using GridGov.Domain.Tickets;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>The handler takes on a ticket that was dispatched to them (接单), or takes it up again after a failed check.</summary>
public sealed class TakeTicket(Db db) : TicketVerb<ChangeWithOptionalBody<TakeTicket.Request>, TicketResult>
{
    public override void Configure() => Verb(TicketAction.Take, "Take a dispatched ticket",
        example: """{}""");

    /// <summary>Take a dispatched ticket: there is nothing to say.</summary>
    public sealed record Request;

    public override Task<TicketResult> ExecuteAsync(ChangeWithOptionalBody<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Take), ct, WriteMode.Shared);
}
