using GridGov.Api;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Tickets.Related;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>A ticket (案卷), as every operation on tickets answers it.</summary>
/// <param name="Id">Its id, for addresses.</param>
/// <param name="Number">Its number, to be read out: street, day, running number.</param>
/// <param name="Kind">Event, component or condition; from the category.</param>
/// <param name="Category">The category's code (second level).</param>
/// <param name="CategoryName">The category's name.</param>
/// <param name="Programme">The programme that it counts for; from the category at filing.</param>
/// <param name="Role">The service role in charge; from the category at filing.</param>
/// <param name="Description">What was found, in the filer's words.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Stage">The stage of the seven that its status belongs to.</param>
/// <param name="HandlingLevel">The level of grid that has it in hand: 3, 2, 1, or 0 above the street.</param>
/// <param name="Urgency">How fast its clocks run.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Grid">The grid where the problem is.</param>
/// <param name="Location">Where exactly, if that is known.</param>
/// <param name="Handler">Who was given it to handle.</param>
/// <param name="ReportedBy">Who filed it.</param>
/// <param name="Result">What was done, once it is resolved.</param>
/// <param name="Verification">Who was asked to look before it was decided on, and what they found.</param>
/// <param name="SuspendedUntil">The day on which a suspended ticket goes on.</param>
/// <param name="MergedInto">The ticket that goes on in its stead, when it was merged: the last one of a chain.</param>
/// <param name="Evaluation">How its handling was rated, once it is closed.</param>
/// <param name="PendingRequest">The request for more time, or to put it off, that waits for its decision.</param>
/// <param name="JointAction">The joint action that is open: who was called, who is there, who is late.</param>
/// <param name="Supervision">The supervisor's order that is not lifted.</param>
/// <param name="Light">Green below 80 % of the running clock's limit, yellow to 100 %, red beyond; null when none runs. See the ticket's deadlines.</param>
/// <param name="DueAt">When that clock runs out.</param>
/// <param name="FiledAt">When it was filed.</param>
/// <param name="AcceptedAt">When it was established (accepted or handled on the spot).</param>
/// <param name="ResolvedAt">When its handling was reported done, last.</param>
/// <param name="ClosedAt">When its check passed.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
/// <param name="Confidential">It is confidential (涉密), from its category at filing: its words and its place are encrypted.</param>
/// <param name="Masked">Its words show as ****** and its place not at all; to read them it is unmasked, with a purpose.</param>
public sealed record Ticket(
    Id Id, string Number, TicketKind Kind, string Category, string CategoryName, Programme Programme, string Role,
    string Description, TicketStatus Status, TicketStage Stage, int HandlingLevel, Urgency Urgency, TicketSource Source,
    Ticket.GridRef Grid, Ticket.Place? Location, Ticket.HandlerRef? Handler, Ticket.PersonRef ReportedBy, string? Result,
    Ticket.VerificationRef? Verification, DateOnly? SuspendedUntil, Ticket.MergeRef? MergedInto, Ticket.EvaluationRef? Evaluation,
    TicketRequest? PendingRequest, JointAction? JointAction, Supervision? Supervision,
    Light? Light, Instant? DueAt,
    Instant FiledAt, Instant? AcceptedAt, Instant? ResolvedAt, Instant? ClosedAt, Instant UpdatedAt, long Version,
    bool Confidential, bool Masked) : ICacheableVersion
{
    // Who is late changes with the hour and not with the version; so does the light, which has a word for it.
    bool ICacheableVersion.IsCacheable => JointAction is null && Supervision is null;
    string? ICacheableVersion.Variant => Light is null or GridGov.Domain.Deadlines.Calendars.Light.Green ? null : Light.Value.ToCode();

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

    /// <summary>A look at the place before the report is decided on (核实).</summary>
    /// <param name="By">Who was asked.</param>
    /// <param name="Question">What they were asked.</param>
    /// <param name="Findings">What they found, once they have reported back.</param>
    public sealed record VerificationRef(PersonRef By, string Question, string? Findings);

    /// <summary>Another ticket.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Number">Its number.</param>
    public sealed record MergeRef(Id Id, string Number);

    /// <summary>How the handling of a closed ticket was rated (综合评价).</summary>
    /// <param name="Score">1 (bad) to 5 (very good).</param>
    /// <param name="Comment">In words.</param>
    /// <param name="At">When.</param>
    public sealed record EvaluationRef(int Score, string? Comment, Instant At);

    /// <summary>A place.</summary>
    /// <param name="Lng">Longitude in degrees, WGS84.</param>
    /// <param name="Lat">Latitude in degrees, WGS84.</param>
    /// <param name="Address">The place in words.</param>
    /// <param name="Sent">The coordinates as they were sent, when that was in another datum.</param>
    public sealed record Place(double? Lng, double? Lat, string? Address, SentCoordinates? Sent);

    /// <summary>Coordinates as they were sent.</summary>
    /// <param name="Lng">Longitude in degrees, in that datum.</param>
    /// <param name="Lat">Latitude in degrees, in that datum.</param>
    /// <param name="CoordSys">The datum.</param>
    public sealed record SentCoordinates(double Lng, double Lat, CoordSys CoordSys);
}
