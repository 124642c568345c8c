using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Posts;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Amendments;
using GridGov.Domain.Tickets.Filing;
using GridGov.Features.Tickets.Filing;
using GridGov.Geo;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>
/// Corrects what was filed of an open ticket (更正): category, grid, place, urgency, source, description or when it was found.
/// </summary>
public sealed class AmendTicket(Db db, CityEnvelopes envelopes) : TicketVerb<AmendTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Amend, "Amend a ticket",
        description: "By a post that may accept it and, until it is accepted, by its filer. Only what is given changes. The clocks run " +
            "on from where they were with the limits of the new category and urgency; the deadline to call the reporter stays. The " +
            "measures count the ticket by what it is now, and asOf by what it was. With a confidential category all texts and the place " +
            "are hidden at once, of the reports merged into it and of its parts too, and parts of a confidential ticket stay hidden; " +
            "with an ordinary one nothing is shown that was hidden, only what is given anew. " +
            "In another grid, what the ticket's handler, verifier and participants cannot handle there is refused; another handler can " +
            "be named. At another place, what is not given of coordinates and address is that of the place; the grid changes only when " +
            "it is given.",
        example: """{ "category": "0107", "description": "行道树倾斜，有倒伏危险", "reason": "误报为路灯问题" }""",
        refuses:
        [
            "unknown-category", "category-retired", "category-moved", "category-not-leaf", "outside-filing-period", "external-number-used",
            "grid-outside-scope", "grid-retired", "not-a-grid",
            "unknown-place", "place-retired",
            "nothing-to-amend", "handler-outside-grid", "handler-not-replaced-here", "verifier-outside-grid", "participant-outside-grid",
        ]);

    /// <summary>The corrections; what is absent stays as it is.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    /// <param name="Category">The code of a category of the second level, which decides kind, programme, role and limits.</param>
    /// <param name="Grid">The code of a street, community or unit grid in which the caller may file.</param>
    /// <param name="Location">The place; an address alone leaves the coordinates, coordinates alone the address.</param>
    /// <param name="Urgency">The urgency.</param>
    /// <param name="Source">The source of the report.</param>
    /// <param name="Description">The description, 1 to 4,000 characters.</param>
    /// <param name="FoundAt">The time at which the problem was found, before its filing; at most a year ago.</param>
    /// <param name="HandlerId">The id of another handler, if the present one does not handle tickets of the new grid.</param>
    /// <param name="PlaceId">The id of the place (场所) that it is at. A confidential ticket keeps none, because it tells where.</param>
    public sealed record Request(
        FreeText Reason, string? Category = null, string? Grid = null, FileTicket.Location? Location = null, Urgency? Urgency = null,
        TicketSource? Source = null, FreeText? Description = null, Instant? FoundAt = null, Id? HandlerId = null, Id? PlaceId = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Reason).Text(500);
                RuleFor(r => r.Category).MatchesWhole("^[0-9]{2,4}$");
                RuleFor(r => r.Grid).MatchesWhole("^[0-9]{4,15}$");
                RuleFor(r => r.Location!).SetValidator(new FileTicket.Location.Validator()).When(r => r.Location is not null);
                RuleFor(r => r.Description).OptionalText(4000);
            }
        }
    }

    // An exclusive write, because the reports merged into the ticket may change with it.
    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<TicketResult>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Amend, Actor, out var decision) is { } refusal)
                return refusal;
            var (before, body) = (ticket.Row, request.Body);
            var (at, unplaced) = await TicketPlace.Find(tx, Actor, body.PlaceId);
            if (unplaced is not null)
                return unplaced;
            if (at is not null && at.Id != before.PlaceId)
                body = body with { Location = FileTicket.Location.Of(TicketPlace.Complete(body.Location?.ToPlace(), at)) };
            var target = await tx.QuerySingle(
                FindTarget, Target.Read, new { Category = body.Category ?? before.Category, Grid = body.Grid ?? before.GridCode },
                Actor.ScopeOf(Capability.TicketFile));
            if (FindFault(before, body, target) is { } fault)
                return fault;
            if (body.Source is { } source && source != before.Source
                && await TicketOrigin.CheckNumber(tx, Actor, source, before.ExternalNumber) is { } numberRefusal)
                return numberRefusal;
            var amended = Correct(before, body, target!);
            if (ticket.Related.Whole is { Confidential: true })
                amended = amended with { Confidential = true };
            // Of a confidential ticket, the place would stand in the event.
            if (at is not null && !amended.Confidential)
                amended = amended.At(at);
            if (before.GridCode != amended.GridCode)
            {
                if (await CurrentPost.FindWorkOutside(tx, ticket, amended.GridCode) is { } work)
                    return Problems.At("/grid", work is GivenWork.Verify ? "verifier-outside-grid" : "participant-outside-grid");
                if (await WithHandler(tx, before, amended, body.HandlerId) is not { } handled)
                    return Problems.At("/handlerId", "handler-outside-grid");
                amended = handled;
            }
            if (body.HandlerId is { } named && named != amended.HandlerId)
                return Problems.At("/handlerId", "handler-not-replaced-here");
            return await TicketAmendment.Write(tx, Actor, ticket, amended, target!.Limits, decision.Post, body.Reason) is { } after
                ? TypedResults.Ok(after.View.ToTicket())
                : Problems.Of("nothing-to-amend");
        }, ct);

    ProblemHttpResult? FindFault(TicketRow before, Request body, Target? target)
    {
        if (target is null)
            return Problems.At("/category", "unknown-category", body.Category);
        // A ticket may keep a category that was retired since.
        if (target.Category != before.Category
            && FilingPlace.CheckCategory(target.Category, target.CategorySuccessor, target.CategoryRetired, target.IsGroup) is { } refused)
            return refused;
        if (target.GridName is null)
            return Problems.At("/grid", "grid-outside-scope", body.Grid);
        if (body.Grid is { } grid && grid != before.GridCode && target.GridRetiredAt is not null)
            return Problems.At("/grid", "grid-retired", grid);
        if (target.GridLevel == 0)
            return Problems.At("/grid", "not-a-grid", body.Grid);
        // What was found after it was filed is another problem.
        if (TicketOrigin.CheckFoundAt(before.FiledAt, body.FoundAt) is { } foundAtRefusal)
            return foundAtRefusal;
        if (body.Location is { Lng: { } lng, Lat: { } lat, CoordSys: var datum })
            return envelopes.Check("/location", body.Grid ?? before.GridCode, datum ?? CoordSys.Wgs84, lng, lat);
        return body.Grid is not null && before is { Lng: { } oldLng, Lat: { } oldLat }
            ? envelopes.Check("/grid", body.Grid, CoordSys.Wgs84, oldLng, oldLat)
            : null;
    }

    /// <summary>The row with the corrections.</summary>
    static TicketRow Correct(TicketRow before, Request body, Target target)
    {
        var row = before with
        {
            Category = target.Category,
            CategoryName = target.CategoryName,
            Urgency = body.Urgency ?? before.Urgency,
            Source = body.Source ?? before.Source,
            Description = body.Description ?? before.Description,
            FoundAt = body.FoundAt ?? before.FoundAt,
            Address = body.Location?.Address ?? before.Address,
            GridCode = body.Grid ?? before.GridCode,
            GridName = target.GridName!,
            GridLevel = target.GridLevel,
            GridRetiredAt = target.GridRetiredAt,
            // Before its acceptance it is at the level of its grid; afterwards a level that it was escalated to stays.
            HandlingLevel = before.Status is TicketStatus.Submitted or TicketStatus.Verifying
                ? target.GridLevel
                : Math.Min(before.HandlingLevel, target.GridLevel),
        };
        if (row.Category != before.Category)
        {
            row = row with
            {
                Kind = target.Kind,
                Programme = target.Programme,
                Role = target.Role,
                Confidential = target.Confidential,
            };
        }
        if (body.Location is not { Lng: { } lng, Lat: { } lat })
            return row;
        var datum = body.Location.CoordSys ?? CoordSys.Wgs84;
        var wgs = Coordinates.ToWgs84(datum, lng, lat);
        return row with { Lng = wgs.Lng, Lat = wgs.Lat, SentLng = lng, SentLat = lat, CoordSys = datum };
    }

    /// <summary>The ticket with its handler, or with the named one where that one cannot handle it in the grid; null for neither.</summary>
    static async Task<TicketRow?> WithHandler(Tx tx, TicketRow before, TicketRow amended, Id? named)
    {
        if (!Lifecycle.IsInHand(before.Status) || before.HandlerId is not { } present)
            return amended;
        // A worker, whom nobody dispatches to, has what failed the check of the own handling.
        if (await CurrentPost.IsHeldBy(tx, present, before.HandlerPost, amended.GridCode))
            return amended;
        return await CurrentPost.FindHandler(tx, named ?? present, amended.GridCode, amended.Role) is { } handler
            ? amended.WithHandler(handler)
            : null;
    }

    /// <summary>The category and the grid that the ticket will have; without a grid name the grid is not in the caller's scope.</summary>
    sealed record Target
    {
        public required string Category { get; init; }
        public required bool IsGroup { get; init; }
        public required string CategoryName { get; init; }
        public required TicketKind Kind { get; init; }
        public required Programme Programme { get; init; }
        public required string Role { get; init; }
        public required bool CategoryRetired { get; init; }
        public string? CategorySuccessor { get; init; }
        public required bool Confidential { get; init; }
        public required CategoryLimits Limits { get; init; }
        public string? GridName { get; init; }
        public int GridLevel { get; init; }
        public Instant? GridRetiredAt { get; init; }

        public static Target Read(GridGov.Data.Statements.Columns c) => new()
        {
            Category = c.Text(), IsGroup = c.TextOrNull() is null, CategoryName = c.Text(), Kind = c.Enum<TicketKind>(),
            Programme = c.Enum<Programme>(), Role = c.Text(), CategoryRetired = c.InstantOrNull() is not null,
            CategorySuccessor = c.TextOrNull(), Confidential = c.Flag(),
            Limits = CategoryLimits.Read(c), GridName = c.TextOrNull(), GridLevel = c.IntOrNull() ?? 0, GridRetiredAt = c.InstantOrNull(),
        };
    }

    const string FindTarget = $"""
        SELECT c.code, c.parent_code, c.name_zh, c.kind, c.programme, c.role, c.retired_at AS category_retired_at, c.successor_code,
               c.confidential,
               {CategoryLimits.ColumnList},
               g.name AS grid_name, g.level, g.retired_at AS grid_retired_at
          FROM categories c
          LEFT JOIN grids g ON g.code = @Grid AND @scope(g.code)
         WHERE c.code = @Category
        """;
}
