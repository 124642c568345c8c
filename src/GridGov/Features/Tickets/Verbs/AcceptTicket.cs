using GridGov.Api.Binding;
using GridGov.Domain.Tickets;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Establishes a filed ticket as a case (立案), which counts in the statistics.</summary>
public sealed class AcceptTicket(Db db) : TicketVerb<ChangeWithOptionalBody<AcceptTicket.Request>, TicketResult>
{
    public override void Configure() => Verb(TicketAction.Accept, "Accept a ticket",
        example: """{}""");

    /// <summary>An empty body; accepting needs no data.</summary>
    public sealed record Request;

    public override Task<TicketResult> ExecuteAsync(ChangeWithOptionalBody<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Accept), ct, WriteMode.Shared);
}
