using GridGov.Data.Statements;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Places;
using GridGov.Domain.Posts;
using GridGov.Domain.Zones;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>A stored ticket, with the names of its codes and ids.</summary>
sealed record TicketRow
{
    public required Id Id { get; init; }
    public required string Number { get; init; }
    public required TicketStatus Status { get; init; }
    public required int HandlingLevel { get; init; }
    public required string GridCode { get; init; }
    public required string GridName { get; init; }
    public required int GridLevel { get; init; }
    public Instant? GridRetiredAt { get; init; }
    public required TicketKind Kind { get; init; }
    public required string Category { get; init; }
    public required string CategoryName { get; init; }
    public required Programme Programme { get; init; }
    public required string Role { get; init; }
    public required Urgency Urgency { get; init; }
    public required TicketSource Source { get; init; }
    public required FreeText Description { get; init; }
    public double? Lng { get; init; }
    public double? Lat { get; init; }
    public double? SentLng { get; init; }
    public double? SentLat { get; init; }
    public CoordSys? CoordSys { get; init; }
    public FreeText? Address { get; init; }
    public required Id FiledBy { get; init; }
    public required string FiledByName { get; init; }
    public required Instant FiledAt { get; init; }
    public required DateOnly FiledDay { get; init; }
    public Instant? AcceptedAt { get; init; }
    public DateOnly? AcceptedDay { get; init; }
    public Id? HandlerId { get; init; }
    public string? HandlerName { get; init; }
    public PostKind? HandlerPost { get; init; }
    public string? HandlerRole { get; init; }
    public Id? ResolvedBy { get; init; }
    public Instant? ResolvedAt { get; init; }
    public FreeText? Result { get; init; }
    public Instant? ClosedAt { get; init; }
    public DateOnly? ClosedDay { get; init; }
    public Id? VerifierId { get; init; }
    public string? VerifierName { get; init; }
    public FreeText? VerifyQuestion { get; init; }
    public FreeText? VerifyFindings { get; init; }
    public DateOnly? SuspendedUntil { get; init; }
    public int? EvaluationScore { get; init; }
    public FreeText? EvaluationComment { get; init; }
    public Instant? EvaluatedAt { get; init; }
    public Id? MergedInto { get; init; }
    public Id? RequestId { get; init; }
    public required int Extensions { get; init; }
    public Id? JointActionId { get; init; }
    public Id? SupervisionId { get; init; }
    public Instant? ReplyDueAt { get; init; }
    public Instant? YellowAt { get; init; }
    public Instant? DueAt { get; init; }

    /// <summary>The last light of the running clock that was alerted: yellow or red.</summary>
    public Light? AlertedLight { get; init; }
    public Instant? NextWakeUpAt { get; init; }
    public Instant? ProcessedUntil { get; init; }
    public required Instant UpdatedAt { get; init; }
    public required long Version { get; init; }

    /// <summary>When the problem was found; null: when it was filed.</summary>
    public Instant? FoundAt { get; init; }
    public string? ExternalNumber { get; init; }
    public Instant? ExternalDueAt { get; init; }

    /// <summary>Metres from its place to its grid; null where it lies in the grid: see <see cref="Boundaries.TicketPlacement"/>.</summary>
    public int? GridDistance { get; init; }

    /// <summary>The lowest grid that the place lies in instead; null outside all grids.</summary>
    public string? LocatedGrid { get; init; }

    /// <summary>The zones that the place lies in, as <see cref="TicketZones"/> writes them; null outside all.</summary>
    public string? Zones { get; init; }

    /// <summary>The place (场所) that it is at; null for a confidential ticket, because it tells where.</summary>
    public Id? PlaceId { get; init; }
    public string? PlaceName { get; init; }
    public PlaceKind? PlaceKind { get; init; }

    /// <summary>Its rows and answers have masks instead of texts: see <see cref="Confidentiality"/>.</summary>
    public bool Confidential { get; init; }

    /// <summary>The ticket that it is a part of (子单).</summary>
    public Id? PartOf { get; init; }

    /// <summary>Whether it was split into parts.</summary>
    public bool HasParts { get; init; }

    /// <summary>Whether the public reported it, and nobody has confirmed it on the spot yet.</summary>
    public bool Unverified { get; init; }

    /// <summary>The row with another handler.</summary>
    public TicketRow WithHandler(CurrentPost post) =>
        this with { HandlerId = post.PersonId, HandlerName = post.Name, HandlerPost = post.Post, HandlerRole = post.Role };

    /// <summary>The row at another place, or at none.</summary>
    public TicketRow At(PlaceRow? place) => this with { PlaceId = place?.Id, PlaceName = place?.Name, PlaceKind = place?.Kind };

    public const string Select = $"SELECT {ColumnList} {Joins}";

    public const string ColumnList = $"""
        t.id, t.number, t.status, t.handling_level,
               t.grid_code, g.name AS grid_name, g.level AS grid_level, g.retired_at AS grid_retired_at,
               t.kind, t.category, c.name_zh AS category_name, t.programme, t.role, t.urgency, t.source, t.description,
               t.lng, t.lat, t.sent_lng, t.sent_lat, t.coord_sys, t.address,
               t.filed_by, f.name AS filed_by_name, t.filed_at, t.filed_day, t.accepted_at, t.accepted_day,
               t.handler_id, h.name AS handler_name, t.handler_post, t.handler_role,
               t.resolved_by, t.resolved_at, t.result, t.closed_at, t.closed_day,
               t.verifier_id, v.name AS verifier_name, t.verify_question, t.verify_findings, t.suspended_until,
               t.evaluation_score, t.evaluation_comment, t.evaluated_at, t.merged_into, t.request_id, t.extensions,
               t.joint_action_id, t.supervision_id, t.reply_due_at,
               t.yellow_at, t.due_at, t.alerted_light, t.next_wake_up_at, t.processed_until, t.updated_at, t.version, t.confidential,
               t.found_at, t.external_number, t.external_due_at, t.grid_distance, t.located_grid,
               t.part_of, t.has_parts, {TicketZones.Column}, t.place_id, l.name AS place_name, l.kind AS place_kind,
               t.unverified
        """;

    public const string Joins = """
          FROM tickets t
          JOIN grids g ON g.code = t.grid_code
          JOIN categories c ON c.code = t.category
          JOIN people f ON f.id = t.filed_by
          LEFT JOIN people h ON h.id = t.handler_id
          LEFT JOIN people v ON v.id = t.verifier_id
          LEFT JOIN places l ON l.id = t.place_id

        """;

    public static TicketRow Read(Columns c) => new()
    {
        Id = c.Id(),
        Number = c.Text(),
        Status = c.Enum<TicketStatus>(),
        HandlingLevel = c.Int(),
        GridCode = c.Text(),
        GridName = c.Text(),
        GridLevel = c.Int(),
        GridRetiredAt = c.InstantOrNull(),
        Kind = c.Enum<TicketKind>(),
        Category = c.Text(),
        CategoryName = c.Text(),
        Programme = c.Enum<Programme>(),
        Role = c.Text(),
        Urgency = c.Enum<Urgency>(),
        Source = c.Enum<TicketSource>(),
        Description = c.FreeText(),
        Lng = c.DoubleOrNull(),
        Lat = c.DoubleOrNull(),
        SentLng = c.DoubleOrNull(),
        SentLat = c.DoubleOrNull(),
        CoordSys = c.EnumOrNull<CoordSys>(),
        Address = c.FreeTextOrNull(),
        FiledBy = c.Id(),
        FiledByName = c.Text(),
        FiledAt = c.Instant(),
        FiledDay = c.Day(),
        AcceptedAt = c.InstantOrNull(),
        AcceptedDay = c.DayOrNull(),
        HandlerId = c.IdOrNull(),
        HandlerName = c.TextOrNull(),
        HandlerPost = c.EnumOrNull<PostKind>(),
        HandlerRole = c.TextOrNull(),
        ResolvedBy = c.IdOrNull(),
        ResolvedAt = c.InstantOrNull(),
        Result = c.FreeTextOrNull(),
        ClosedAt = c.InstantOrNull(),
        ClosedDay = c.DayOrNull(),
        VerifierId = c.IdOrNull(),
        VerifierName = c.TextOrNull(),
        VerifyQuestion = c.FreeTextOrNull(),
        VerifyFindings = c.FreeTextOrNull(),
        SuspendedUntil = c.DayOrNull(),
        EvaluationScore = c.IntOrNull(),
        EvaluationComment = c.FreeTextOrNull(),
        EvaluatedAt = c.InstantOrNull(),
        MergedInto = c.IdOrNull(),
        RequestId = c.IdOrNull(),
        Extensions = c.Int(),
        JointActionId = c.IdOrNull(),
        SupervisionId = c.IdOrNull(),
        ReplyDueAt = c.InstantOrNull(),
        YellowAt = c.InstantOrNull(),
        DueAt = c.InstantOrNull(),
        AlertedLight = c.EnumOrNull<Light>(),
        NextWakeUpAt = c.InstantOrNull(),
        ProcessedUntil = c.InstantOrNull(),
        UpdatedAt = c.Instant(),
        Version = c.Long(),
        Confidential = c.Flag(),
        FoundAt = c.InstantOrNull(),
        ExternalNumber = c.TextOrNull(),
        ExternalDueAt = c.InstantOrNull(),
        GridDistance = c.IntOrNull(),
        LocatedGrid = c.TextOrNull(),
        PartOf = c.IdOrNull(),
        HasParts = c.Flag(),
        Zones = c.TextOrNull(),
        PlaceId = c.IdOrNull(),
        PlaceName = c.TextOrNull(),
        PlaceKind = c.EnumOrNull<PlaceKind>(),
        Unverified = c.Flag(),
    };

    public static Task<TicketRow?> Find(Tx tx, Id id, Scope scope) => tx.QuerySingle(FindInScope, Read, new { Id = id }, scope);

    /// <summary>Whether it has a request, a joint action, an order, a survivor, a whole or parts.</summary>
    public bool HasRelatedItems => this is not
    {
        RequestId: null, JointActionId: null, SupervisionId: null, MergedInto: null, PartOf: null, HasParts: false,
    };

    /// <summary>The running clock's deadline, which decides what is overdue for extensions and suspensions.</summary>
    public Deadline? StageDeadline => this is { YellowAt: { } yellow, DueAt: { } due } ? new Deadline(yellow, due) : null;

    /// <summary>
    /// What lights and alerts go by: while a clock runs, the earlier of its deadline and the external one, which is yellow when 80 % of
    /// the time since filing have passed. <see cref="Query.LightCondition"/> has it in SQL.
    /// </summary>
    public Deadline? Deadline => this is { StageDeadline: { } stage, ExternalDueAt: { } external }
        ? new Deadline(
            Earlier(stage.YellowAt, new Instant(FiledAt.Milliseconds + ((external.Milliseconds - FiledAt.Milliseconds) * 4 / 5))),
            Earlier(stage.DueAt, external))
        : StageDeadline;

    static Instant Earlier(Instant one, Instant other) => one < other ? one : other;

    const string FindInScope = $"{Select} WHERE t.id = @Id AND {TicketParties.InScope}";
}
