using GridGov.Domain.Events;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Domain.Redivision;

/// <summary>The successor of a retired grid keeps its records of people, so whoever manages people there manages them.</summary>
static class FollowingPeople
{
    public static async Task Move(Tx tx, Actor actor, string from, string to, string reason)
    {
        foreach (var moved in await tx.Query<MovedRow>(SetGrid, new { From = from, To = to }))
        {
            await SealedRows.Seal(tx, SealedTable.People, moved.Id);
            await Journal.Append(tx, new JournalEntry("person", moved.Id.ToString(), to, "move", actor.Id, moved.Version)
            {
                Post = actor.PostsFor(Capability.GridManage, to).First().Kind,
                Reason = reason,
                Payload = new { From = from },
            });
        }
        tx.Invalidate(CacheTopic.Rights);
    }

    sealed record MovedRow
    {
        public required Id Id { get; init; }
        public required long Version { get; init; }
    }

    const string SetGrid = "UPDATE people SET grid_code = @To, version = version + 1 WHERE grid_code = @From RETURNING id, version";
}
