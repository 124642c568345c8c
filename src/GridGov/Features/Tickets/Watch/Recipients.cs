using GridGov.Platform.Data;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>Who is told of a ticket by their post.</summary>
static class Recipients
{
    const int MaxPeople = 20;

    /// <summary>
    /// The heads of the grid of a level that the ticket lies in; where that post is vacant, those of the next level up.
    /// Above the street there are no heads: there it is the supervisors.
    /// </summary>
    public static async Task<List<Id>> Heads(Tx tx, string grid, int level)
    {
        for (; level >= 1; level--)
        {
            if (GridCode.Ancestor(grid, level) is { } code
                && await tx.List<Id>(HeadsOf, new { Code = code, tx.Today, MaxPeople }) is { Count: > 0 } heads)
                return heads;
        }
        return await tx.List<Id>(SupervisorsOf, new
        {
            City = grid[..GridCode.Lengths[0]], County = grid[..GridCode.Lengths[1]], GridCode.Everywhere, tx.Today, MaxPeople,
        });
    }

    /// <summary>Who may decide a request on a ticket that a level has in hand: the dispatchers above it, or without any the supervisors.</summary>
    public static async Task<List<Id>> Deciders(Tx tx, string grid, int level)
    {
        foreach (var post in (PostKind[])[PostKind.Dispatcher, PostKind.Supervisor])
        {
            var people = await tx.List<Id>(HoldersAbove, new
            {
                Post = post.Code(), City = grid[..GridCode.Lengths[0]], County = grid[..GridCode.Lengths[1]], GridCode.Everywhere,
                Street = level > 1 ? GridCode.Ancestor(grid, 1) : null, Community = level > 2 ? GridCode.Ancestor(grid, 2) : null,
                tx.Today, MaxPeople,
            });
            if (people.Count > 0)
                return people;
        }
        return [];
    }

    /// <summary>Who dispatched the ticket last.</summary>
    public static async Task<List<Id>> Dispatcher(Tx tx, Id ticket) => await tx.List<Id>(LastDispatcher, new { Ticket = ticket.ToString() });

    /// <summary>Who gave the order that is not lifted.</summary>
    public static async Task<List<Id>> OrderedBy(Tx tx, Id order) => await tx.List<Id>(FindOrderedBy, new { Id = order });

    const string HeadsOf = """
        SELECT DISTINCT person_id
          FROM appointments
         WHERE grid_code = @Code AND post = 'grid_head' AND from_day <= @Today AND (to_day IS NULL OR to_day > @Today)
         ORDER BY person_id
         LIMIT @MaxPeople
        """;

    const string HoldersAbove = """
        SELECT DISTINCT person_id
          FROM appointments
         WHERE grid_code IN (@City, @County, @Everywhere, @Street, @Community) AND post = @Post
           AND from_day <= @Today AND (to_day IS NULL OR to_day > @Today)
         ORDER BY person_id
         LIMIT @MaxPeople
        """;

    const string SupervisorsOf = """
        SELECT DISTINCT person_id
          FROM appointments
         WHERE grid_code IN (@City, @County, @Everywhere) AND post = 'supervisor' AND from_day <= @Today AND (to_day IS NULL OR to_day > @Today)
         ORDER BY person_id
         LIMIT @MaxPeople
        """;

    const string LastDispatcher = """
        SELECT actor_id
          FROM journal
         WHERE subject = @Ticket AND subject_kind = 'ticket' AND action = 'dispatch' AND actor_id IS NOT NULL
         ORDER BY seq DESC
         LIMIT 1
        """;

    const string FindOrderedBy = "SELECT ordered_by FROM supervisions WHERE id = @Id";
}
