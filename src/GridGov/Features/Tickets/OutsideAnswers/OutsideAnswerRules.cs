using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.Tickets.OutsideAnswers;

/// <summary>Who asks outside parties about a ticket, and when.</summary>
static class OutsideAnswerRules
{
    /// <summary>How many days a link lasts at most, and by default.</summary>
    public const int MaxDays = 14;

    /// <summary>How many links of a ticket can be answered at a time.</summary>
    public const int MaxOpen = 10;

    /// <summary>Those who may dispatch the ticket, in whatever status it is, and its handler.</summary>
    /// <returns>Null for anybody else.</returns>
    public static Post? FindPost(TicketView ticket, Actor actor)
    {
        var state = ticket.ToState();
        var asDispatcher = Lifecycle.Decide(state with { Status = TicketStatus.Accepted }, TicketAction.Dispatch, actor);
        return asDispatcher.Allowed
            ? asDispatcher.Post
            : Lifecycle.Decide(state with { Status = TicketStatus.Dispatched }, TicketAction.Take, actor).Post;
    }
}
