using GridGov.Api;
using GridGov.Domain.Posts;
using GridGov.Security;

namespace GridGov.Features.People;

/// <summary>What changing somebody's access to the system has to mind.</summary>
static class AccountAccess
{
    /// <summary>
    /// Refuses to change the access of oneself, and of somebody who holds or will hold a post that the caller could not
    /// give: by taking over such an account a street's administrator would get a county supervisor's rights.
    /// </summary>
    public static async Task<ProblemHttpResult?> Check(Tx tx, Actor actor, Id person)
    {
        return person == actor.Id ? Problems.Of("own-account") : await CheckPosts(tx, actor, person);
    }

    /// <summary>Refuses to change the record of somebody who is somebody elsewhere too: it would change there as well.</summary>
    public static Task<ProblemHttpResult?> CheckPosts(Tx tx, Actor actor, Id person) => PostsAbove.Check(tx, actor, person, Capability.PersonManage);

    /// <summary>Signs a person out everywhere; the access tokens end with their sessions.</summary>
    public static Task EndSessions(Tx tx, Id person) => tx.Execute(End, new { PersonId = person, At = tx.Now });

    /// <summary>Makes tokens void by which the person could choose a password.</summary>
    public static Task VoidResets(Tx tx, Id person) => tx.Execute(Void, new { PersonId = person, At = tx.Now });

    const string End = "UPDATE sessions SET ended_at = @At WHERE person_id = @PersonId AND ended_at IS NULL";

    const string Void = "UPDATE password_resets SET ended_at = @At WHERE person_id = @PersonId AND ended_at IS NULL";
}
