using GridGov.Api;

namespace GridGov.Features.Tickets.Supervisions;

/// <summary>Checks the time by which the reply to an order is due: in the future, at most a year ahead.</summary>
static class ReplyDeadline
{
    public static ProblemHttpResult? Check(Instant now, Instant replyBy) => replyBy > now && replyBy <= now + TimeSpan.FromDays(366)
        ? null
        : Problems.Invalid("/replyBy", "out_of_range",
            new("回复期限须在现在之后、一年之内。", "It must lie in the future and at most a year off."));
}
