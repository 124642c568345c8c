using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.People;

/// <summary>Signs somebody out everywhere, at once: for a lost phone whose owner cannot do it.</summary>
public static class EndSessions
{
    public static void Map(IEndpointRouteBuilder people) => people
        .MapDelete("/{id}/sessions", Handle)
        .Named("endSessions", "Sign a person out everywhere")
        .WithDescription("Only for people all of whose posts lie in the caller's scope. The password stays; so that nobody signs in again, disable the account.")
        .Needs(Capability.PersonManage)
        .Refuses(403, "post-not-allowed", "person-above-scope")
        .Refuses(409, "own-account");

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
            await Account.EndSessions(tx, id);
            await Journal.Append(tx, new JournalEntry("person", id.ToString(), person.GridCode, "end_sessions", actor.Id, person.Version) { Post = right.Kind });
            tx.Announce(Topic.Rights);
            return TypedResults.NoContent();
        }, ct);
}
