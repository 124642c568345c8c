using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Places;
using GridGov.Domain.Posts;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Filing;
using GridGov.Features.Tickets.Filing;
using GridGov.Geo;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.Parts;

/// <summary>Splits a ticket that is several works into parts (子单), each a ticket of its own.</summary>
public sealed class SplitTicket(Db db, CityEnvelopes envelopes) : TicketVerb<SplitTicket.Request>
{
    const int MaxParts = 10;

    public override void Configure()
    {
        Verb(TicketAction.Split, "Split a ticket into parts",
            description: "By whoever may dispatch it, while it is accepted, dispatched or processing; more parts can be added as long as " +
                "it is one of these. Each part is established at once, as a ticket of its own with its own category, grid, handler and " +
                "limits; it has the source and the urgency of the whole, is handled at the level of its grid or, where that is " +
                "higher, of the whole, and is confidential if the whole or its category is. The whole goes on in processing with its " +
                "handler (主办), or with handlerId, and with its clock. It is resolved by that handler, who is notified, once every " +
                "part is resolved or has ended, and it is passed or cancelled once every part has ended. The reporter is the " +
                "whole's: handlers of parts may call, and the call-back is made on the whole. The whole counts in valid_report_rate " +
                "and in the response, solution and satisfaction rates alone, its parts in all other measures. A part can be " +
                "cancelled alone; it is neither split nor merged, and reopened only while its whole is open. Reports can be merged " +
                "into the whole, not the whole into another ticket.",
            example: """
                {
                  "parts": [
                    { "category": "0107", "description": "修剪碰到高压线的树冠", "handlerId": "01K4V6J0Q8Z3R" },
                    { "category": "0303", "description": "检查高压线有无损伤" }
                  ],
                  "handlerId": "01K4V6J0Q8Z3S"
                }
                """,
            refuses:
            [
                "unknown-category", "category-retired", "category-moved", "category-not-leaf", "grid-outside-scope", "grid-retired",
                "not-a-grid", "number-of-parts", "handler-needed", "handler-outside-grid",
            ]);
        RequiresIdempotencyKey();
    }

    /// <summary>The parts that a ticket is split into.</summary>
    /// <param name="Parts">1 to 10 parts. A ticket has 2 to 10 parts altogether.</param>
    /// <param name="HandlerId">The id of the handler of the whole; required where nobody handles it yet.</param>
    public sealed record Request(IReadOnlyList<Part> Parts, Id? HandlerId = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Parts).NotEmpty().Must(parts => parts.Count <= MaxParts).WithErrorCode("too_many");
                RuleForEach(r => r.Parts).SetValidator(new Part.Validator());
            }
        }
    }

    /// <summary>A work of its own.</summary>
    /// <param name="Category">The code of a category of the second level.</param>
    /// <param name="Description">What is to be done, 1 to 4,000 characters.</param>
    /// <param name="Grid">The code of a street, community or unit grid in which the caller may dispatch; by default the whole's.</param>
    /// <param name="Location">The place; in the grid of the whole by default that of the whole.</param>
    /// <param name="HandlerId">The id of the handler, to whom the part is dispatched at once.</param>
    /// <param name="Instruction">An instruction for the handler, up to 500 characters.</param>
    public sealed record Part(
        string Category, FreeText Description, string? Grid = null, FileTicket.Location? Location = null, Id? HandlerId = null,
        FreeText? Instruction = null)
    {
        public sealed class Validator : AbstractValidator<Part>
        {
            public Validator()
            {
                RuleFor(p => p.Category).MatchesWhole("^[0-9]{2,4}$");
                RuleFor(p => p.Description).Text(4000);
                RuleFor(p => p.Grid).MatchesWhole("^[0-9]{4,15}$");
                RuleFor(p => p.Location!).SetValidator(new FileTicket.Location.Validator()).When(p => p.Location is not null);
                RuleFor(p => p.Instruction).OptionalText(500);
            }
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<TicketResult>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Split, Actor, out var decision) is { } refusal)
                return refusal;
            var body = request.Body;
            if (ticket.Related.Parts.Count + body.Parts.Count is < 2 or > MaxParts)
                return Problems.At("/parts", "number-of-parts");
            if (ticket.Row.HandlerId is null && body.HandlerId is null)
                return Problems.At("/handlerId", "handler-needed");
            var handler = body.HandlerId is { } named
                ? await CurrentPost.FindHandler(tx, named, ticket.Row.GridCode, ticket.Row.Role)
                : null;
            if (body.HandlerId is not null && handler is null)
                return Problems.At("/handlerId", "handler-outside-grid");
            var planned = new List<PlannedPart>(body.Parts.Count);
            foreach (var (i, part) in body.Parts.Index())
            {
                var (plan, fault) = await Plan(tx, ticket.Row, part, $"/parts/{i}");
                if (plan is null)
                    return fault!;
                planned.Add(plan);
            }

            var parts = new List<TicketRow>(planned.Count);
            foreach (var plan in planned)
                parts.Add(await File(tx, ticket.Row, plan, decision.Post!));
            var split = await TicketTransition.Write(tx, Actor, ticket, decision, new TicketChange(TicketAction.Split)
            {
                Row = row => (handler is null ? row : row.WithHandler(handler)) with { HasParts = true },
                Payload = new
                {
                    Parts = parts.Select(part => new { Ticket = part.Id.ToString(), part.Number, part.Category }),
                    Handler = handler?.PersonId.ToString(), handler?.Name, Post = handler?.Post.ToCode(), handler?.Role,
                    Former = handler is null ? null : ticket.Row.HandlerId?.ToString(),
                    FormerName = handler is null ? null : ticket.Row.HandlerName,
                },
            });
            return split is null
                ? TicketTransition.VersionConflict()
                : TypedResults.Ok((await TicketView.Load(tx, split.Row)).ToTicket());
        }, ct, WriteMode.Shared);

    sealed record PlannedPart(
        FileTicket.Request Filing, FilingPlace Place, CurrentPost? Handler, FreeText? Instruction, PlaceRow? At);

    /// <summary>What a part will be, or why it cannot be.</summary>
    async Task<(PlannedPart? Part, ProblemHttpResult? Fault)> Plan(Tx tx, TicketRow whole, Part part, string pointer)
    {
        var grid = part.Grid ?? whole.GridCode;
        var place = await tx.QuerySingle(
            FilingPlace.Find, FilingPlace.Read, new { part.Category, Grid = grid }, Actor.ScopeOf(Capability.TicketDispatch));
        if (place is null)
            return (null, Problems.At(pointer + "/category", "unknown-category", part.Category));
        if (FilingPlace.CheckCategory(
            part.Category, place.CategorySuccessor, place.CategoryRetiredAt is not null, place.ParentCode is null, pointer + "/category")
            is { } refused)
            return (null, refused);
        if (place.GridName is null)
            return (null, Problems.At(pointer + "/grid", "grid-outside-scope", grid));
        if (place.GridRetiredAt is not null)
            return (null, Problems.At(pointer + "/grid", "grid-retired", grid));
        if (place.GridLevel == 0)
            return (null, Problems.At(pointer + "/grid", "not-a-grid", grid));
        if (part.Location is { Lng: { } lng, Lat: { } lat, CoordSys: var datum }
            && envelopes.Check(pointer + "/location", grid, datum ?? CoordSys.Wgs84, lng, lat) is { } outside)
            return (null, outside);
        var handler = part.HandlerId is { } named ? await CurrentPost.FindHandler(tx, named, grid, place.Role) : null;
        if (part.HandlerId is not null && handler is null)
            return (null, Problems.At(pointer + "/handlerId", "handler-outside-grid"));
        var at = part.Location is null && grid == whole.GridCode && whole.PlaceId is { } placeId
            ? (await PlaceRow.List(tx, [placeId])).FirstOrDefault()
            : null;
        var location = part.Location ?? (grid == whole.GridCode ? await PlaceOf(tx, whole) : null);
        return (new PlannedPart(
            new FileTicket.Request(
                part.Category, part.Description, grid, location, whole.Source, whole.Urgency, FoundAt: whole.FoundAt),
            place, handler, part.Instruction, at), null);
    }

    static async Task<FileTicket.Location?> PlaceOf(Tx tx, TicketRow whole)
    {
        // What was hidden of an ordinary ticket stays hidden; the part of a confidential one is confidential too.
        var shown = whole.Confidential ? (await ConfidentialContent.Reveal(tx, whole)).Row : whole;
        return shown.SentLng is null && shown.Address is null
            ? null
            : new FileTicket.Location(shown.SentLng, shown.SentLat, shown.CoordSys, shown.Address);
    }

    /// <summary>Files a part, accepts it and, where it has a handler, dispatches it.</summary>
    async Task<TicketRow> File(Tx tx, TicketRow whole, PlannedPart plan, Post post)
    {
        var filed = await TicketFiling.Insert(
            tx, Actor, plan.Filing.ToReport(), plan.Filing.Grid!, plan.Place, plan.Filing.Source!.Value,
            new PartOrigin(whole, post), plan.At);
        var part = (await TicketForUpdate.One(tx, FindPart, new { filed!.Id }))!;
        part = await Write(part, TicketStatus.Accepted, new TicketChange(TicketAction.Accept));
        if (plan.Handler is not { } handler)
            return part.Row;
        part = await Write(part, TicketStatus.Dispatched, new TicketChange(TicketAction.Dispatch)
        {
            Row = row => row.WithHandler(handler),
            Payload = new
            {
                Handler = handler.PersonId.ToString(), handler.Name, Post = handler.Post.ToCode(), handler.Role, plan.Instruction,
            },
        });
        return part.Row;

        async Task<TicketForUpdate> Write(TicketForUpdate before, TicketStatus to, TicketChange change) =>
            await TicketTransition.Write(tx, Actor, before, new Decision(to, post), change)
                ?? throw new InvalidOperationException("A part changed in the transaction that filed it.");
    }

    const string FindPart = $"{TicketForUpdate.Select} WHERE t.id = @Id";
}
