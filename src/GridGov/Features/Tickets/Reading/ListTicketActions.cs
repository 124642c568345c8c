using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.Contacts;
using GridGov.Security;

namespace GridGov.Features.Tickets.Reading;

/// <summary>What the caller may do to a ticket now, decided by the same table that the actions themselves ask.</summary>
public sealed class ListTicketActions(TicketVerbs verbs, Db db) : ApiEndpoint<ById, Results<Ok<ListTicketActions.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/actions");
        Group<TicketGroup>();
        Operation("What may I do with a ticket?",
            "Every action, allowed or refused; a refusal carries the problem code that the action itself would answer with. Beyond it an action may still refuse what its body names, such as a handler of another grid.");
        RequiresCapability(Capability.TicketRead);
    }

    /// <summary>The actions, for the caller and the ticket's present version.</summary>
    /// <param name="Items">All of them, in the lifecycle's order.</param>
    /// <param name="Version">The version to send in If-Match.</param>
    public sealed record Response(IReadOnlyList<Item> Items, long Version);

    /// <summary>One action.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Href">The address to POST to; absent when it answers to a request, a joint action or an order and none is open.</param>
    /// <param name="Allowed">Whether the caller may do it now.</param>
    /// <param name="Code">The problem code when not.</param>
    /// <param name="Detail">The reason in words when not.</param>
    /// <param name="To">The status after it, when allowed; often the same.</param>
    /// <param name="Needs">The properties that its body must have.</param>
    public sealed record Item(
        TicketAction Action, string? Href, bool Allowed, string? Code, string? Detail, TicketStatus? To, IReadOnlyList<string> Needs);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, request.Id) is not { } ticket)
                return TypedResults.NotFound();
            // The one thing that the table cannot tell from the ticket's row.
            var callable = await ContactReporter.HasReporter(tx, request.Id);
            return TypedResults.Ok(new Response([.. Enum.GetValues<TicketAction>().Select(action => ItemOf(ticket, action, Actor, callable))], ticket.Row.Version));
        }, ct);

    Item ItemOf(TicketView ticket, TicketAction action, Actor actor, bool callable)
    {
        var decision = Lifecycle.Decide(ticket.ToState(), action, actor);
        if (decision.Allowed && action == TicketAction.Contact && !callable)
            decision = Decision.Refused("no-reporter");
        var problem = decision.Refusal is { } code ? Problems.Of(code, decision.Argument).ProblemDetails : null;
        return new Item(action, TicketVerbs.Address(ticket.Row, action), decision.Allowed, decision.Refusal, problem?.Detail,
            decision.Allowed ? decision.To : null, verbs.RequiredProperties(action));
    }
}
