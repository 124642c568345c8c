using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Domain.Posts;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Features.People;

/// <summary>
/// Removes a person's second factor after the authenticator and the recovery codes were lost, and ends all sessions of the person.
/// </summary>
public sealed class ResetSecondFactor(Db db) : ApiEndpoint<ById, Results<NoContent, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Delete("/{id}/second-factor");
        Group<PeopleGroup>();
        Operation("Reset a second factor",
            "Only for people all of whose posts lie in the caller's scope. Verify the person's identity first, because from then on the " +
            "password alone is enough to sign in. Posts that read confidential things or manage people rest until another administrator " +
            "confirms them.");
        RequiresCapability(Capability.PersonManage);
        ProducesProblem(403, "post-not-allowed", "person-above-scope");
        ProducesProblem(409, "own-account", "second-factor-off");
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
            if (await tx.Execute(RemoveFactor, new { PersonId = request.Id }) == 0)
                return Problems.Of("second-factor-off");
            await tx.Execute(RemoveRecovery, new { PersonId = request.Id });
            await SealedRows.Seal(tx, SealedTable.SecondFactors, request.Id);
            await SealedRows.Seal(tx, SealedTable.RecoveryCodes, request.Id);
            await AccountAccess.EndSessions(tx, request.Id);
            await GivenAccess.OfAccount(tx, request.Id, Actor.Id, Actor.Id);
            await Journal.Append(tx, new JournalEntry(
                "person", request.Id.ToString(), person.GridCode, "reset_second_factor", Actor.Id, person.Version)
            {
                Post = right.Kind,
            });
            tx.Invalidate(CacheTopic.Rights);
            return TypedResults.NoContent();
        }, ct);

    const string RemoveFactor = "DELETE FROM second_factors WHERE person_id = @PersonId";

    const string RemoveRecovery = "DELETE FROM recovery_codes WHERE person_id = @PersonId";
}
