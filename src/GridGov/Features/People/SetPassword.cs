using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Domain.Posts;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Features.People;

/// <summary>Sets a password that only serves to choose a new one, and ends all sessions of the person.</summary>
public sealed class SetPassword(Db db, PasswordHashing passwords)
    : ApiEndpoint<Change<SetPassword.Request>, Results<NoContent, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Put("/{id}/password");
        Group<PeopleGroup>();
        Operation("Set a one-time password",
            "Only for people all of whose posts lie in the caller's scope. After signing in with it, POST /v1/me/password comes first. " +
            "The person's version grows by 1. Unless the person has a second factor, posts that read confidential things or manage " +
            "people rest until another administrator confirms them; so set a first password before an appointment is confirmed.");
        RequiresCapability(Capability.PersonManage);
        ContainsSecret();
        ProducesProblem(403, "post-not-allowed", "person-above-scope");
        ProducesProblem(409, "own-account", "person-without-username");
        RequestExample("""{ "password": "kx3fa-9qmwe-27bnd" }""");
    }

    /// <summary>The one-time password.</summary>
    /// <param name="Password">The password, 12 to 200 characters, none of the common ones.</param>
    public sealed record Request(string Password)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Password).NewPassword();
        }
    }

    public override Task<Results<NoContent, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct)
    {
        // Hashed before the transaction, because it takes tens of milliseconds.
        var hash = passwords.Hash(request.Body.Password);
        return db.Write<Results<NoContent, NotFound, ProblemHttpResult>>(async tx =>
        {
            var person = await PersonRow.Find(tx, Actor, request.Id);
            if (person is null)
                return TypedResults.NotFound();
            if (person.Check(Actor, request.Version) is { } refusal)
                return refusal;
            if (await AccountAccess.Check(tx, Actor, request.Id) is { } account)
                return account;
            if (person.Username is null)
                return Problems.Of("person-without-username");
            if (PasswordRules.Check("/password", request.Body.Password, person.Username) is { } unfit)
                return unfit;

            if (await tx.Execute(Update, new { Id = request.Id, Hash = hash, ReadVersion = person.Version }) == 0)
                return Problems.StaleVersion();
            await SealedRows.Seal(tx, SealedTable.People, request.Id);
            await AccountAccess.EndSessions(tx, request.Id);
            await AccountAccess.VoidResets(tx, request.Id);
            await GivenAccess.OfPassword(tx, request.Id, Actor.Id, Actor.Id);
            await Journal.Append(tx, new JournalEntry(
                "person", request.Id.ToString(), person.GridCode, "set_password", Actor.Id, person.Version + 1)
            {
                Post = Actor.PostsFor(Capability.PersonManage, person.GridCode).First().Kind,
            });
            tx.Invalidate(CacheTopic.Rights);
            return TypedResults.NoContent();
        }, ct);
    }

    const string Update = """
        UPDATE people
           SET password_hash = @Hash, must_change_password = 1, version = version + 1
         WHERE id = @Id AND version = @ReadVersion
        """;
}
