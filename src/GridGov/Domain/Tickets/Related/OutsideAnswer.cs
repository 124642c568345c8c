using GridGov.Api;

namespace GridGov.Domain.Tickets.Related;

/// <summary>A question about a ticket to an outside party, which answers by a link without an account.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Its state.</param>
/// <param name="Party">The name of the party.</param>
/// <param name="Question">The question.</param>
/// <param name="AskedBy">The person who asked.</param>
/// <param name="AskedAt">The time at which the link was made.</param>
/// <param name="ExpiresAt">The time at which the link expires.</param>
/// <param name="OpenedAt">The time at which the link was opened first.</param>
/// <param name="Answer">What the party says was done.</param>
/// <param name="DoneOn">The day on which it was done, as the party says.</param>
/// <param name="AnsweredAt">The time of the answer.</param>
/// <param name="RevokedAt">The time at which the link was revoked.</param>
/// <param name="Version">Grows by 1 with every change.</param>
public sealed record OutsideAnswer(
    Id Id, OutsideAnswerState State, string Party, string Question, Ticket.PersonRef AskedBy, Instant AskedAt, Instant ExpiresAt,
    Instant? OpenedAt, string? Answer, DateOnly? DoneOn, Instant? AnsweredAt, Instant? RevokedAt, long Version) : IVersioned;

/// <summary>The state of a question to an outside party.</summary>
public enum OutsideAnswerState
{
    /// <summary>已发出</summary>
    Asked,
    /// <summary>已打开: the link was opened, and there is no answer yet.</summary>
    Opened,
    /// <summary>已答复</summary>
    Answered,
    /// <summary>已过期</summary>
    Expired,
    /// <summary>已撤销</summary>
    Revoked,
}
