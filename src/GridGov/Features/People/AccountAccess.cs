using GridGov.Api;
using GridGov.Domain.Posts;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Features.People;

static class AccountAccess
{
    /// <summary>Refuses the caller's own account, and one with a post that the caller could not give, because of its rights.</summary>
    public static async Task<ProblemHttpResult?> Check(Tx tx, Actor actor, Id person)
    {
        return person == actor.Id ? Problems.Of("own-account") : await CheckPosts(tx, actor, person);
    }

    /// <summary>Refuses a person who also has posts outside the caller's scope, where the record would change too.</summary>
    public static Task<ProblemHttpResult?> CheckPosts(Tx tx, Actor actor, Id person) =>
        PostsAbove.Check(tx, actor, person, Capability.PersonManage);

    public static Task EndSessions(Tx tx, Id person) => tx.Execute(End, new { PersonId = person, At = tx.Now });

    public static async Task VoidResets(Tx tx, Id person)
    {
        await tx.Execute(Void, new { PersonId = person, At = tx.Now });
        await SealedRows.Seal(tx, SealedTable.PasswordResets, person);
    }

    const string End = "UPDATE sessions SET ended_at = @At WHERE person_id = @PersonId AND ended_at IS NULL";

    const string Void = "UPDATE password_resets SET ended_at = @At WHERE person_id = @PersonId AND ended_at IS NULL";
}
