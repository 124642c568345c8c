using Dapper;
using GridGov.Data.Statements;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Query;

/// <summary>
/// Whose reply to an order is wanted, as SQL: what the lifecycle says of the action reply. It is wanted of the ticket's
/// handler, in the post that it was given to, or of a head or dispatcher of its level or above.
/// </summary>
static class PendingReply
{
    /// <returns>A condition on a ticket t, beginning with AND.</returns>
    public static string Condition(Actor? caller, DynamicParameters parameters)
    {
        var posts = caller?.Posts.Where(post => post.May(Capability.TicketReply)).ToList() ?? [];
        if (posts.Count == 0)
            return " AND 1 = 0";
        parameters.Add("caller", caller!.Id);
        return $" AND t.reply_due_at IS NOT NULL AND ({string.Join(" OR ", posts.Select(Of))})";

        string Of(Post post, int i)
        {
            parameters.Add($"replyFrom{i}", post.Grid == GridCode.Everywhere ? "" : post.Grid);
            parameters.Add($"replyTo{i}", GridCode.EndOfSubtree(post.Grid));
            parameters.Add($"replyPost{i}", post.Kind);
            var asHandler = $"(t.handler_id = @caller AND t.handler_post = @replyPost{i})";
            if (post.Kind is PostKind.GridHead or PostKind.Dispatcher)
            {
                parameters.Add($"replyLevel{i}", post.Level);
                asHandler = $"({asHandler} OR t.handling_level >= @replyLevel{i})";
            }
            // Not the column itself: the few that are under an order have an index of their own.
            var grid = Sql.WithoutIndex("t.grid_code");
            return $"({grid} >= @replyFrom{i} AND {grid} < @replyTo{i} AND {asHandler})";
        }
    }
}
