using Dapper;
using GridGov.Data.Statements;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Query;

/// <summary>
/// The lifecycle's rule for reply, as SQL: the ticket's handler in the post it was dispatched to, or a head or dispatcher of its
/// level or above.
/// </summary>
static class PendingReply
{
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
            // Keeps the grid's index from being used, because the few tickets under an order have their own.
            var grid = Sql.WithoutIndex("t.grid_code");
            return $"({grid} >= @replyFrom{i} AND {grid} < @replyTo{i} AND {asHandler})";
        }
    }
}
