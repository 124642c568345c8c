using GridGov.Api;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.AnswerTemplates;

/// <summary>An action on tickets whose answer to the public has templates; its codes are those of <see cref="TicketAction"/>.</summary>
public enum AnswerAction
{
    /// <summary>不予立案</summary>
    Reject,
    /// <summary>核查通过</summary>
    Pass,
    /// <summary>核实反馈</summary>
    ReportBack,
}

/// <summary>A text for the public that an office prepared for an action on tickets (答复模板).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Grid">The grid, county or city that it serves, with all below.</param>
/// <param name="Category">The code of the category, of either level; null for all.</param>
/// <param name="Action">The action.</param>
/// <param name="Title">What it is for, in the list.</param>
/// <param name="TextZh">The text in Chinese, with {number}, {date} and {office} for what a ticket gives.</param>
/// <param name="TextEn">The text in English, with the same placeholders.</param>
/// <param name="CreatedAt">The time at which it was made.</param>
/// <param name="RetiredAt">The time at which it was retired; null while it is offered.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record AnswerTemplate(
    Id Id, AnswerTemplate.GridRef Grid, string? Category, AnswerAction Action, string Title, string TextZh, string TextEn,
    Instant CreatedAt, Instant? RetiredAt, long Version) : IVersioned
{
    /// <summary>A grid, county or city.</summary>
    /// <param name="Code">Its code.</param>
    /// <param name="Name">Its name.</param>
    public sealed record GridRef(string Code, string Name);
}
