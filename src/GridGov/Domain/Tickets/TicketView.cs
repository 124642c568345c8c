using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Zones;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>A ticket with its related items at an instant, which decides what is late.</summary>
sealed record TicketView(TicketRow Row, RelatedItems Related, Instant Now)
{
    /// <summary>Whether its texts were decrypted for a caller with a stated purpose.</summary>
    public bool Unmasked { get; init; }

    /// <summary>Null unless <see cref="WithDispatcher"/> loaded it.</summary>
    public Id? DispatchedBy { get; init; }

    public static async Task<TicketView?> Find(Tx tx, Actor actor, Id id) =>
        await TicketRow.Find(tx, id, actor.ScopeOf(Capability.TicketRead)) is { } row ? await Load(tx, row) : null;

    public static async Task<TicketView> Load(Tx tx, TicketRow row) =>
        row.HasRelatedItems ? (await Load(tx, [row]))[0] : new TicketView(row, RelatedItems.None, tx.Now);

    public static async Task<List<TicketView>> Load(Tx tx, IReadOnlyList<TicketRow> rows)
    {
        var related = await RelatedItems.Of(tx, rows);
        return [.. rows.Select((row, i) => new TicketView(row, related[i], tx.Now))];
    }

    /// <summary>Loads the person who dispatched it, who may recall it.</summary>
    public async Task<TicketView> WithDispatcher(Tx tx) => Row.Status == TicketStatus.Dispatched
        ? this with { DispatchedBy = await TicketDispatches.FindDispatcher(tx, Row.Id) }
        : this;

    /// <summary>Whether its texts are masked in the answer.</summary>
    public bool Masked => Row.Confidential && !Unmasked;

    public Light? Light => Row.Deadline?.LightAt(Now);

    public TicketState ToState() => new(
        Row.GridCode, Row.Status, Row.HandlingLevel, Row.HandlerId, Row.HandlerPost, Row.ResolvedBy, Row.GridRetiredAt is not null)
    {
        Kind = Row.Kind,
        Confidential = Row.Confidential,
        FiledBy = Row.FiledBy,
        Established = Row.AcceptedAt is not null,
        DispatchedBy = DispatchedBy,
        VerifierId = Row.VerifierId,
        Unverified = Row.Unverified,
        Evaluated = Row.EvaluatedAt is not null,
        Extensions = Row.Extensions,
        Overdue = Row.StageDeadline?.LightAt(Now) is GridGov.Domain.Deadlines.Calendars.Light.Red,
        Request = Related.Request?.ToPending(),
        JointAction = Related.JointAction?.ToOpen(),
        Order = Row.SupervisionId is { } order ? new OpenOrder(order, Replied: Row.ReplyDueAt is null) : null,
        Whole = Related.Whole?.Status,
        Parts = Row.HasParts ? [.. Related.Parts.Select(part => new PartState(part.Number, part.Status))] : null,
    };

    public Ticket ToTicket() => new(
        Row.Id, Row.Number, Row.Kind, Row.Category, Row.CategoryName, Row.Programme, Row.Role,
        Row.Description.MaskedIf(Masked), Row.Status, Lifecycle.StageOf(Row.Status, Row.EvaluatedAt is not null), Row.HandlingLevel,
        Row.Urgency, Row.Source, new Ticket.GridRef(Row.GridCode, Row.GridName, Row.GridLevel),
        Row is { PlaceId: { } place, PlaceName: { } name, PlaceKind: { } kind } ? new Ticket.PlaceRef(place, name, kind) : null, Location(),
        Row.GridDistance is { } metres ? new Ticket.OutsideGridRef(metres, Row.LocatedGrid) : null,
        TicketZones.Read(Row.Zones), Handler(),
        new Ticket.PersonRef(Row.FiledBy, Row.FiledByName), Row.Result?.MaskedIf(Masked), Verification(),
        Row.SuspendedUntil, Related.Survivor,
        Row.EvaluatedAt is { } evaluated
            ? new Ticket.EvaluationRef(Row.EvaluationScore ?? 0, Row.EvaluationComment?.MaskedIf(Masked), evaluated)
            : null,
        Related.Request?.ToRequest(Masked, Row.Version), Related.JointAction?.ToJointAction(Masked, Now, Row.Version),
        Related.Supervision?.ToSupervision(Masked, Now, Row.Version), Light, Row.DueAt,
        Row.FoundAt, Row.ExternalNumber, Row.ExternalDueAt,
        Row.FiledAt, Row.AcceptedAt, Row.ResolvedAt, Row.ClosedAt, Row.UpdatedAt, Row.Version,
        Row.Confidential, Masked,
        Related.Whole is { } whole ? new Ticket.MergeRef(whole.Id, whole.Number) : null,
        Row.HasParts ? [.. Related.Parts.Select(part => part.ToPart())] : null)
    {
        Unverified = Row.Unverified,
    };

    Ticket.LocationRef? Location() => Row.Lng is null && Row.Address is null
        ? null
        : new Ticket.LocationRef(Row.Lng, Row.Lat, Row.Address?.MaskedIf(Masked), Row.CoordSys is null or CoordSys.Wgs84
            ? null
            : new Ticket.SentCoordinates(Row.SentLng!.Value, Row.SentLat!.Value, Row.CoordSys.Value));

    Ticket.HandlerRef? Handler() => Row.HandlerId is { } id
        ? new Ticket.HandlerRef(id, Row.HandlerName ?? "", Row.HandlerPost, Row.HandlerRole)
        : null;

    Ticket.VerificationRef? Verification() => Row.VerifierId is { } id
        ? new Ticket.VerificationRef(
            new Ticket.PersonRef(id, Row.VerifierName ?? ""), Row.VerifyQuestion?.MaskedIf(Masked) ?? "",
            Row.VerifyFindings?.MaskedIf(Masked))
        : null;
}
