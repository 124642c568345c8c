using GridGov.Api;
using GridGov.Domain.Groups;
using GridGov.Domain.Places;

namespace GridGov.Domain.Needs;

/// <summary>A need (需求) that a group, a worker or the office publishes for others to claim.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What is needed.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description.</param>
/// <param name="Grid">The grid in which it is needed.</param>
/// <param name="Place">The place; a household only for the office, the need's group and who claimed it.</param>
/// <param name="Group">The group whose need it is; null for one of residents.</param>
/// <param name="HasContact">Whether somebody is named whom to ask; unmaskContact names them to who may know.</param>
/// <param name="Contact">Whom to ask, masked; only in the answer of one need, and null for who may not unmask it.</param>
/// <param name="Status">Its status.</param>
/// <param name="Closing">Why it is closed.</param>
/// <param name="Reason">The reason of who withdrew or declined it.</param>
/// <param name="Continuing">Whether it is paired help (结对) that goes on until it is closed.</param>
/// <param name="Cycle">Of a continuing need: how often each claim owes a record.</param>
/// <param name="Slots">How many claims it takes.</param>
/// <param name="Filled">How many of the slots are filled.</param>
/// <param name="Confirmed">How many claims are confirmed.</param>
/// <param name="FromDay">The first day on which it is needed; null for any time.</param>
/// <param name="ToDay">The last day, yyyy-MM-dd.</param>
/// <param name="ClaimBy">The day after which it alerts while a slot is free, yyyy-MM-dd.</param>
/// <param name="AlertedAt">The time of that alert.</param>
/// <param name="Hidden">Whether its ticket is or was confidential, so that it shows no words, place and contact.</param>
/// <param name="Ticket">The ticket that it became, for whoever may read that.</param>
/// <param name="SubmittedBy">Who submitted it; null for who sees it only because it is published.</param>
/// <param name="SubmittedAt">The time at which it was submitted.</param>
/// <param name="PublishedAt">The time at which it was published.</param>
/// <param name="ClosedAt">The time at which it was closed.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record Need(
    Id Id, NeedKind Kind, string Title, string? Description, Need.GridRef Grid, Need.PlaceRef? Place, Need.GroupRef? Group,
    bool HasContact, Need.ContactRef? Contact, NeedStatus Status, NeedClosing? Closing, string? Reason, bool Continuing, NeedCycle? Cycle,
    int Slots, int Filled, int Confirmed, DateOnly? FromDay, DateOnly? ToDay, DateOnly ClaimBy, Instant? AlertedAt, bool Hidden,
    Need.TicketRef? Ticket, Need.PersonRef? SubmittedBy, Instant SubmittedAt, Instant? PublishedAt, Instant? ClosedAt, long Version)
    : IVersioned
{
    /// <summary>The kind of subject of their events.</summary>
    internal const string Subject = "need";

    /// <summary>A grid.</summary>
    /// <param name="Code">Its code.</param>
    /// <param name="Name">Its name.</param>
    public sealed record GridRef(string Code, string Name);

    /// <summary>A place (场所).</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">Its kind.</param>
    public sealed record PlaceRef(Id Id, string Name, PlaceKind Kind);

    /// <summary>A group (组织).</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">Its kind.</param>
    public sealed record GroupRef(Id Id, string Name, GroupKind Kind);

    /// <summary>A person.</summary>
    /// <param name="Id">Their id.</param>
    /// <param name="Name">Their name.</param>
    public sealed record PersonRef(Id Id, string Name);

    /// <summary>Whom to ask.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Phone">The telephone number.</param>
    public sealed record ContactRef(string? Name, string? Phone);

    /// <summary>A ticket (案卷).</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Number">Its number.</param>
    /// <param name="Status">Its status.</param>
    public sealed record TicketRef(Id Id, string Number, TicketStatus Status);
}
