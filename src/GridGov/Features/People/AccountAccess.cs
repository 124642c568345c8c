using GridGov.Api;
using GridGov.Domain.Posts;
using GridGov.Security;

namespace GridGov.Features.People;

/// <summary>Rules for changing a person's access to the system.</summary>
static class AccountAccess
{
    /// <summary>
    /// Refuses to change the caller's own access, and that of a person with a post that the caller could not give: taking over such
    /// an account would give the caller its rights.
    /// </summary>
    public static async Task<ProblemHttpResult?> Check(Tx tx, Actor actor, Id person)
    {
        return person == actor.Id ? Problems.Of("own-account") : await CheckPosts(tx, actor, person);
    }

    /// <summary>
    /// Refuses to change the record of a person who also has posts outside the caller's scope, where it would change too.
    /// </summary>
    public static Task<ProblemHttpResult?> CheckPosts(Tx tx, Actor actor, Id person) =>
        PostsAbove.Check(tx, actor, person, Capability.PersonManage);

    /// <summary>Ends all sessions of a person, and with them the access tokens.</summary>
    public static Task EndSessions(Tx tx, Id person) => tx.Execute(End, new { PersonId = person, At = tx.Now });

    /// <summary>Voids the tokens with which the person could choose a password.</summary>
    public static Task VoidResets(Tx tx, Id person) => tx.Execute(Void, new { PersonId = person, At = tx.Now });

    const string End = "UPDATE sessions SET ended_at = @At WHERE person_id = @PersonId AND ended_at IS NULL";

    const string Void = "UPDATE password_resets SET spent_at = @At WHERE person_id = @PersonId AND spent_at IS NULL";
}
