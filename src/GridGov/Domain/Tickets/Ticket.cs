using System.Text.Json.Serialization;
using GridGov.Api;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Places;
using GridGov.Domain.Tickets.Related;
using GridGov.Domain.Tickets.Search;
using GridGov.Domain.Zones;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>A ticket (案卷), as all ticket operations answer it.</summary>
/// <param name="Id">Its id, for addresses.</param>
/// <param name="Number">Its number for people: street, day, running number.</param>
/// <param name="Kind">Event, component or condition; from the category.</param>
/// <param name="Category">The category's code (second level).</param>
/// <param name="CategoryName">The category's name.</param>
/// <param name="Programme">The programme for which it counts; from the category at filing.</param>
/// <param name="Role">The service role in charge; from the category at filing.</param>
/// <param name="Description">The problem, in the filer's words.</param>
/// <param name="Status">Its status.</param>
/// <param name="Stage">The stage of its status, of the seven stages.</param>
/// <param name="HandlingLevel">The grid level that handles it: 3, 2, 1, or 0 above the street.</param>
/// <param name="Urgency">The urgency, which determines its time limits.</param>
/// <param name="Source">The source of the report.</param>
/// <param name="Grid">The grid of the problem.</param>
/// <param name="Place">The place (场所) that it is at; none for confidential tickets, because it tells where.</param>
/// <param name="Location">The exact location, if known.</param>
/// <param name="OutsideGrid">
/// The location lies outside the boundary of the grid, by more than a metre; null where they agree, where the grid has no boundary, and
/// for confidential tickets.
/// </param>
/// <param name="Zones">
/// The zones (专属网格) that the location lies in, by their polygons at filing, at an amendment of the location and, while it is open, at
/// each new polygon; none for confidential tickets.
/// </param>
/// <param name="Handler">The person who handles it.</param>
/// <param name="ReportedBy">The person who filed it.</param>
/// <param name="Result">The result, once it is resolved.</param>
/// <param name="Verification">The verification before the decision, with its findings.</param>
/// <param name="SuspendedUntil">The day on which a suspended ticket resumes.</param>
/// <param name="MergedInto">The ticket that it was merged into: the last one of a chain.</param>
/// <param name="Evaluation">The evaluation of its handling, once it is closed.</param>
/// <param name="PendingRequest">The pending request for an extension or a suspension.</param>
/// <param name="JointAction">The open joint action with its participants.</param>
/// <param name="Supervision">The supervision order that is not lifted.</param>
/// <param name="Light">
/// Green below 80 % of the running clock's limit, yellow to 100 %, red beyond; null without a running clock. An outside deadline counts
/// too, from filing on: the worse light shows.
/// </param>
/// <param name="DueAt">The running clock's deadline.</param>
/// <param name="FoundAt">The time at which the problem was found, if before filing; clocks and measures go by filing.</param>
/// <param name="ExternalNumber">The number of the order in the system that it came from; unique for its source.</param>
/// <param name="ExternalDueAt">The deadline that the other system set; lights and alerts go by it too, measures do not.</param>
/// <param name="FiledAt">The time of filing.</param>
/// <param name="AcceptedAt">The time when it was established (accepted or handled on the spot).</param>
/// <param name="ResolvedAt">The time when its handling was last reported done.</param>
/// <param name="ClosedAt">The time when its check passed.</param>
/// <param name="UpdatedAt">The time of the last change.</param>
/// <param name="Version">Increases by 1 with every change; it is the ETag.</param>
/// <param name="Confidential">Whether it is confidential (涉密), from its category at filing: its texts and location are encrypted.</param>
/// <param name="Masked">Whether its texts show as ****** and its location is hidden; they can be unmasked for a stated purpose.</param>
/// <param name="PartOf">The whole, if it is a part (子单).</param>
/// <param name="Parts">Its parts, at most 10, once it was split.</param>
public sealed record Ticket(
    Id Id, string Number, TicketKind Kind, string Category, string CategoryName, Programme Programme, string Role,
    string Description, TicketStatus Status, TicketStage Stage, int HandlingLevel, Urgency Urgency, TicketSource Source,
    Ticket.GridRef Grid, Ticket.PlaceRef? Place, Ticket.LocationRef? Location, Ticket.OutsideGridRef? OutsideGrid,
    IReadOnlyList<Ticket.ZoneRef> Zones, Ticket.HandlerRef? Handler,
    Ticket.PersonRef ReportedBy, string? Result,
    Ticket.VerificationRef? Verification, DateOnly? SuspendedUntil, Ticket.MergeRef? MergedInto, Ticket.EvaluationRef? Evaluation,
    TicketRequest? PendingRequest, JointAction? JointAction, Supervision? Supervision,
    Light? Light, Instant? DueAt, Instant? FoundAt, string? ExternalNumber, Instant? ExternalDueAt,
    Instant FiledAt, Instant? AcceptedAt, Instant? ResolvedAt, Instant? ClosedAt, Instant UpdatedAt, long Version,
    bool Confidential, bool Masked, Ticket.MergeRef? PartOf = null, IReadOnlyList<Ticket.PartRef>? Parts = null) : ICacheableVersion
{
    /// <summary>Whether the public reported it, and it can be accepted only once somebody confirmed it on the spot.</summary>
    public bool Unverified { get; init; }

    /// <summary>In a list with words: where they are. The masked texts of a confidential ticket have none of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TicketHit>? Hits { get; init; }

    /// <summary>The need or meeting that it came from, in the answer of one ticket, for whoever may read both.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OriginRef? Origin { get; init; }

    // Lateness, light, parts, zones and the place's name change without the version; light, zones and place have a variant.
    bool ICacheableVersion.IsCacheable => JointAction is null && Supervision is null && Parts is null;
    string? ICacheableVersion.Variant
    {
        get
        {
            var light = Light is null or GridGov.Domain.Deadlines.Calendars.Light.Green ? null : Light.Value.ToCode();
            var where = Zones.Count == 0 && Place is null ? null : TicketZones.TagOf(Zones, Place);
            return light is null || where is null ? light ?? where : $"{light}-{where}";
        }
    }

    /// <summary>What a ticket came from.</summary>
    /// <param name="Kind">Whether it is a need or a meeting.</param>
    /// <param name="Id">Its id.</param>
    public sealed record OriginRef(OriginKind Kind, Id Id);

    /// <summary>A grid, by its code.</summary>
    /// <param name="Code">National code, 9, 12 or 15 digits.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Level">1 street, 2 community, 3 unit grid.</param>
    public sealed record GridRef(string Code, string Name, int Level);

    /// <summary>A person.</summary>
    /// <param name="Id">Their id.</param>
    /// <param name="Name">Their name.</param>
    public sealed record PersonRef(Id Id, string Name);

    /// <summary>The handler, in the post that the ticket was dispatched to.</summary>
    /// <param name="Id">The person's id.</param>
    /// <param name="Name">The person's name.</param>
    /// <param name="Post">The post.</param>
    /// <param name="Role">The service role of that post, if it has one.</param>
    public sealed record HandlerRef(Id Id, string Name, PostKind? Post, string? Role);

    /// <summary>A verification before the decision on the report (核实).</summary>
    /// <param name="By">The person who was asked.</param>
    /// <param name="Question">The question.</param>
    /// <param name="Findings">The findings, once reported back.</param>
    public sealed record VerificationRef(PersonRef By, string Question, string? Findings);

    /// <summary>Another ticket.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Number">Its number.</param>
    public sealed record MergeRef(Id Id, string Number);

    /// <summary>A part (子单) of a ticket, without its words, which its own answer has for those who may read it.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Number">Its number.</param>
    /// <param name="Category">Its category's code.</param>
    /// <param name="CategoryName">Its category's name.</param>
    /// <param name="Status">Its status.</param>
    /// <param name="Handler">The person who handles it.</param>
    public sealed record PartRef(Id Id, string Number, string Category, string CategoryName, TicketStatus Status, PersonRef? Handler);

    /// <summary>The evaluation of a closed ticket's handling (综合评价).</summary>
    /// <param name="Score">1 (bad) to 5 (very good).</param>
    /// <param name="Comment">A comment.</param>
    /// <param name="At">The time of the evaluation.</param>
    public sealed record EvaluationRef(int Score, string? Comment, Instant At);

    /// <summary>A place (场所).</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">Its kind.</param>
    public sealed record PlaceRef(Id Id, string Name, PlaceKind Kind);

    /// <summary>A location.</summary>
    /// <param name="Lng">Longitude in degrees, WGS84.</param>
    /// <param name="Lat">Latitude in degrees, WGS84.</param>
    /// <param name="Address">The address or a description of the location.</param>
    /// <param name="Sent">The coordinates as sent, when in another datum.</param>
    public sealed record LocationRef(double? Lng, double? Lat, string? Address, SentCoordinates? Sent);

    /// <summary>How a location contradicts the grid, by the boundaries at filing or at the last amendment of either.</summary>
    /// <param name="Metres">The distance to the grid, rounded up.</param>
    /// <param name="LocatedGrid">The code of the lowest grid that the location lies in; null outside all grids.</param>
    public sealed record OutsideGridRef(int Metres, string? LocatedGrid);

    /// <summary>A zone (专属网格).</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    public sealed record ZoneRef(Id Id, string Name);

    /// <summary>Coordinates as sent.</summary>
    /// <param name="Lng">Longitude in degrees, in that datum.</param>
    /// <param name="Lat">Latitude in degrees, in that datum.</param>
    /// <param name="CoordSys">The datum.</param>
    public sealed record SentCoordinates(double Lng, double Lat, CoordSys CoordSys);
}
