using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.People;

/// <summary>Takes somebody's second factor away, when the authenticator and the recovery codes are lost; signs them out everywhere.</summary>
public static class ResetSecondFactor
{
    public static void Map(IEndpointRouteBuilder people) => people
        .MapDelete("/{id}/second-factor", Handle)
        .Named("resetSecondFactor", "Reset a second factor")
        .WithDescription("Only for people all of whose posts lie in the caller's scope. Make sure that it is they who ask: from here on the password alone signs in.")
        .Needs(Capability.PersonManage)
        .Refuses(403, "post-not-allowed", "person-above-scope")
        .Refuses(409, "own-account", "second-factor-off");

    static Task<Results<NoContent, NotFound, ProblemHttpResult>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<NoContent, NotFound, ProblemHttpResult>>(async tx =>
        {
            var person = await PersonRow.Find(tx, actor, id);
            if (person is null)
                return TypedResults.NotFound();
            if (actor.PostsFor(Capability.PersonManage, person.GridCode).FirstOrDefault() is not { } right)
                return Problems.Of("post-not-allowed", Capability.PersonManage.Code());
            if (await Account.Refusal(tx, actor, id) is { } account)
                return account;
            if (await tx.Run(RemoveFactor, new { PersonId = id }) == 0)
                return Problems.Of("second-factor-off");
            await tx.Run(RemoveRecovery, new { PersonId = id });
            await Account.EndSessions(tx, id);
            await Journal.Append(tx, new JournalEntry("person", id.ToString(), person.GridCode, "reset_second_factor", actor.Id, person.Version) { Post = right.Kind });
            tx.Announce(Topic.Rights);
            return TypedResults.NoContent();
        }, ct);

    const string RemoveFactor = "DELETE FROM second_factors WHERE person_id = @PersonId";

    const string RemoveRecovery = "DELETE FROM recovery_codes WHERE person_id = @PersonId";
}
