using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.People;

/// <summary>Ends all sessions of a person at once, for instance after a phone was lost.</summary>
public sealed class EndSessions(Db db) : ApiEndpoint<ById, Results<NoContent, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Delete("/{id}/sessions");
        Group<PeopleGroup>();
        Operation("Sign a person out everywhere",
            "Only for people all of whose posts lie in the caller's scope. The password stays valid; disable the account to prevent " +
            "signing in again.");
        RequiresCapability(Capability.PersonManage);
        ProducesProblem(403, "post-not-allowed", "person-above-scope");
        ProducesProblem(409, "own-account");
    }

    public override Task<Results<NoContent, NotFound, ProblemHttpResult>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Write<Results<NoContent, NotFound, ProblemHttpResult>>(async tx =>
        {
            var person = await PersonRow.Find(tx, Actor, request.Id);
            if (person is null)
                return TypedResults.NotFound();
            if (Actor.PostsFor(Capability.PersonManage, person.GridCode).FirstOrDefault() is not { } right)
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.PersonManage));
            if (await AccountAccess.Check(tx, Actor, request.Id) is { } account)
                return account;
            await AccountAccess.EndSessions(tx, request.Id);
            await Journal.Append(tx, new JournalEntry(
                "person", request.Id.ToString(), person.GridCode, "end_sessions", Actor.Id, person.Version)
            {
                Post = right.Kind,
            });
            tx.Invalidate(CacheTopic.Rights);
            return TypedResults.NoContent();
        }, ct);
}
