using System.Globalization;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain;
using GridGov.Domain.Notifications;
using GridGov.Domain.Posts;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Query;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.HandOver;

/// <summary>Gives the open tickets of a person to somebody who can carry on (移交), in one act with one event each.</summary>
public sealed class HandOverTickets(Db db) : ApiEndpoint<HandOverTickets.Input, Results<Ok<HandOverTickets.Response>, ProblemHttpResult>>
{
    /// <summary>The tickets of one act.</summary>
    const int MaxTickets = 200;

    public override void Configure()
    {
        Post("/hand-over");
        Group<TicketGroup>();
        Operation("Hand tickets over",
            "The dispatched, processing, suspended and rework tickets of a person go to another handler. Status, level and clocks " +
            "stay, a pending request of the former handler lapses, and no measure counts it. Named tickets are handed over all or " +
            "none; without names, those that the caller may dispatch and the new handler may handle, up to 200, and the answer says " +
            "what is left.");
        RequiresCapability(Capability.TicketDispatch);
        RequiresIdempotencyKey();
        ProducesProblem(403, "post-not-allowed", "handling-level-above-post", "only-above-street");
        ProducesProblem(409, "already-the-handler", "handler-outside-grid", "not-in-hand");
        RequestExample("""
            { "personId": "01K4V6J0Q8Z3R", "handlerId": "01K4V6J0Q8Z3S", "ticketIds": ["01K4V6J0Q8Z3T"], "reason": "原处置人调离" }
            """);
    }

    /// <summary>A hand-over.</summary>
    /// <param name="PersonId">The id of the person whose tickets they are.</param>
    /// <param name="HandlerId">The id of the person who carries on.</param>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    /// <param name="TicketIds">The ids of the tickets, 1 to 200; all of the person's if absent.</param>
    public sealed record Request(Id PersonId, Id HandlerId, FreeText Reason, IReadOnlyList<Id>? TicketIds = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Reason).Text(500);
                RuleFor(r => r.TicketIds).Cascade(CascadeMode.Stop)
                    .Must(ids => ids is null or { Count: > 0 }).WithErrorCode("required")
                    .Must(ids => ids is null or { Count: <= MaxTickets }).WithErrorCode("too_many")
                    .Must(ids => ids is null || ids.Distinct().Count() == ids.Count).WithErrorCode("duplicate");
            }
        }
    }

    /// <summary>The result of a hand-over.</summary>
    /// <param name="HandedOver">The tickets that the new handler has now.</param>
    /// <param name="Left">The tickets that the person still has, as far as the caller may read them.</param>
    public sealed record Response(IReadOnlyList<TicketRef> HandedOver, OpenWork.Figure Left);

    /// <summary>A ticket.</summary>
    /// <param name="Id">The ticket's id.</param>
    /// <param name="Number">The number for the telephone.</param>
    /// <param name="Status">The status, which is as it was.</param>
    /// <param name="Version">The new version.</param>
    public sealed record TicketRef(Id Id, string Number, TicketStatus Status, long Version);

    public sealed record Input([FromBody] Request Body);

    // An exclusive write, so that the person gets no other ticket meanwhile.
    public override Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<Response>, ProblemHttpResult>>(async tx =>
        {
            var (body, named) = (input.Body, input.Body.TicketIds?.ToHashSet());
            if (body.HandlerId == body.PersonId)
                return Problems.At("/handlerId", "already-the-handler");
            var tickets = await InHand(tx, body.PersonId, named);
            if (named is not null && tickets.Count < named.Count)
                return Problems.At("/ticketIds", "not-in-hand");
            var posts = await CurrentPost.ListHandling(tx, body.HandlerId);
            var chosen = new List<(TicketForUpdate Ticket, Post Post, CurrentPost Handler)>();
            ProblemHttpResult? refusal = null;
            foreach (var ticket in tickets)
            {
                var decision = Lifecycle.DecideHandOver(ticket.View.ToState(), Actor);
                var handler = CurrentPost.BestFor(posts, ticket.Row.GridCode, ticket.Row.Role);
                if (decision is { Allowed: true, Post: { } post } && handler is not null)
                    chosen.Add((ticket, post, handler));
                else
                    refusal ??= decision.Refusal is { } code
                        ? Problems.Of(code, decision.Argument)
                        : Problems.At("/handlerId", "handler-outside-grid");
            }
            // Nothing is written unless all named tickets go, or any of the others.
            if (refusal is not null && (named is not null || chosen.Count == 0))
                return refusal;
            var handedOver = chosen.GetRange(0, Math.Min(chosen.Count, MaxTickets));
            foreach (var (ticket, post, handler) in handedOver)
                await TicketHandOver.Write(tx, Actor, ticket, post, handler, body.Reason);
            if (handedOver.Count > 0)
                await Notify(tx, body, handedOver.ConvertAll(each => each.Ticket.Row), handedOver[0].Handler.Name);
            return TypedResults.Ok(new Response(
                handedOver.ConvertAll(each => new TicketRef(
                    each.Ticket.Row.Id, each.Ticket.Row.Number, each.Ticket.Row.Status, each.Ticket.Row.Version + 1)),
                await OpenWork.CountInHand(tx, Actor, body.PersonId)));
        }, ct);

    async Task<List<TicketForUpdate>> InHand(Tx tx, Id person, HashSet<Id>? named)
    {
        var parameters = SqlParameters.Of(new { Person = person });
        var chosen = named is null ? "" : $" AND t.id IN {InList.Of(parameters, "id", named.Select(id => id.Value))}";
        var (where, scope) = ($"{IsInHand}{chosen} ORDER BY t.id LIMIT 1000", Actor.ScopeOf(Capability.TicketRead));
        // Locked before they are read, because shared writes of other processes run beside this one.
        foreach (var id in await tx.Query<Id>($"SELECT t.id FROM tickets t {where}", parameters, scope))
            await tx.LockRow("tickets", id);
        return await TicketForUpdate.List(tx, TicketForUpdate.Select + where, parameters, scope);
    }

    /// <summary>One notification for all tickets.</summary>
    async Task Notify(Tx tx, Request body, List<TicketRow> handedOver, string handler)
    {
        var data = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["count"] = handedOver.Count.ToString(CultureInfo.InvariantCulture), ["by"] = Actor.Name,
        };
        foreach (var (person, kind, name) in new[]
        {
            (body.HandlerId, NotificationKind.HandedOverToMe, handedOver[0].HandlerName),
            (body.PersonId, NotificationKind.HandedOver, handler),
        })
        {
            if (person == Actor.Id)
                continue;
            data["name"] = name;
            await NotificationWriter.Write(tx, await Recipients.ListActive(tx, person), kind, ticket: null, data,
                urgent: handedOver.Exists(ticket => ticket.Urgency != Urgency.Routine));
        }
    }

    const string IsInHand = $"""

         WHERE t.handler_id = @Person AND {Lifecycle.InHand} AND {TicketParties.InScope}
        """;
}
