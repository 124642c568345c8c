using GridGov.Security;

namespace GridGov.Domain.Meetings;

/// <summary>Why the row of a meeting, a series or a point changed by an act on something else.</summary>
/// <param name="Post">The post by which that was done.</param>
/// <param name="Reason">The reason of the event.</param>
sealed record ChangeCause(PostKind Post, string Reason);
