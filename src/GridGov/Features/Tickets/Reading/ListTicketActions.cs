using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.AnswerTemplates;
using GridGov.Domain.Tickets;
using GridGov.Features.Tickets.Attachments;
using GridGov.Features.Tickets.Contacts;
using GridGov.Features.Tickets.Verbs;
using GridGov.Security;

namespace GridGov.Features.Tickets.Reading;

/// <summary>The actions that the caller may do to a ticket now, decided by the rules of the actions themselves.</summary>
public sealed class ListTicketActions(TicketVerbs verbs, Db db) : ApiEndpoint<ById, Results<Ok<ListTicketActions.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/actions");
        Group<TicketGroup>();
        Operation("List the actions on a ticket",
            "Every action, allowed or refused; a refusal has the problem code that the action itself would answer. An allowed action " +
            "may still refuse values of its body, such as a handler of another grid.");
        RequiresCapability(Capability.TicketRead);
    }

    /// <summary>The actions of the caller on the present version of the ticket.</summary>
    /// <param name="Items">All actions, in the order of the lifecycle.</param>
    /// <param name="Version">The version to send as If-Match.</param>
    public sealed record Response(IReadOnlyList<Item> Items, long Version);

    /// <summary>One action.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Href">The address to POST to; absent for an action on a request, a joint action or an order when none is open.</param>
    /// <param name="Allowed">Whether the caller may do the action now.</param>
    /// <param name="Code">The problem code of a refusal.</param>
    /// <param name="Detail">The reason of a refusal in words.</param>
    /// <param name="To">The status after an allowed action, often the same.</param>
    /// <param name="Needs">The required properties of the body.</param>
    /// <param name="Templates">
    /// The address of the list of answer templates (答复模板) to offer for publicAnswer; absent for an action without an answer to the
    /// public.
    /// </param>
    public sealed record Item(
        TicketAction Action, string? Href, bool Allowed, string? Code, string? Detail, TicketStatus? To, IReadOnlyList<string> Needs,
        string? Templates);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, request.Id) is not { } found)
                return TypedResults.NotFound();
            var ticket = await found.WithDispatcher(tx);
            // The conditions that do not depend on the ticket's own row.
            var conditions = new Conditions(await ContactReporter.HasReporter(tx, ticket.Row),
                await WithdrawTicket.HasMergedReports(tx, ticket.Row), await AfterPhoto.IsMissing(tx, ticket.Row));
            var items = Enum.GetValues<TicketAction>().Select(action => ItemOf(ticket, action, conditions));
            return TypedResults.Ok(new Response([.. items], ticket.Row.Version));
        }, ct);

    readonly record struct Conditions(bool HasReporter, bool HasMerged, bool AfterPhotoIsMissing);

    Item ItemOf(TicketView ticket, TicketAction action, Conditions conditions)
    {
        var decision = Lifecycle.Decide(ticket.ToState(), action, Actor);
        if (decision.Allowed && action == TicketAction.Contact && !conditions.HasReporter)
            decision = Decision.Refused("no-reporter");
        if (decision.Allowed && action == TicketAction.Withdraw && conditions.HasMerged)
            decision = Decision.Refused("has-merged-reports");
        if (decision.Allowed && action is (TicketAction.Resolve or TicketAction.SelfHandle) && conditions.AfterPhotoIsMissing)
            decision = Decision.Refused(AfterPhoto.Missing);
        var problem = decision.Refusal is { } code ? Problems.Of(code, decision.Argument).ProblemDetails : null;
        return new Item(action, TicketVerbs.Address(ticket.Row, action), decision.Allowed, decision.Refusal, problem?.Detail,
            decision.Allowed ? decision.To : null, verbs.RequiredProperties(action), AnswerTemplateRow.AddressFor(ticket.Row, action));
    }
}
