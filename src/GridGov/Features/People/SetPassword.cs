using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.People;

/// <summary>Gives somebody a password that only serves to choose an own one, and signs them out everywhere.</summary>
public static class SetPassword
{
    public static void Map(IEndpointRouteBuilder people) => people
        .MapPut("/{id}/password", Handle)
        .Named("setPassword", "Set a one-time password")
        .WithDescription("Only for people all of whose posts lie in the caller's scope. After signing in with it, POST /v1/me/password comes first. It changes the person's version.")
        .Needs(Capability.PersonManage)
        .WithSecret()
        .Refuses(403, "post-not-allowed", "person-above-scope")
        .Refuses(409, "own-account", "person-without-username")
        .Example("""{ "password": "kx3fa-9qmwe-27bnd" }""");

    /// <summary>The one-time password.</summary>
    /// <param name="Password">12 to 200 characters, none of the common ones.</param>
    public sealed record Request(string Password)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Password).NewPassword();
        }
    }

    static Task<Results<NoContent, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, Passwords passwords, CancellationToken ct)
    {
        // Before the transaction, because it takes tens of milliseconds.
        var hash = passwords.Hash(body.Password);
        return db.Write<Results<NoContent, NotFound, ProblemHttpResult>>(async tx =>
        {
            var person = await PersonRow.Find(tx, actor, id);
            if (person is null)
                return TypedResults.NotFound();
            if (person.Refusal(actor, version) is { } refusal)
                return refusal;
            if (await Account.Refusal(tx, actor, id) is { } account)
                return account;
            if (person.Username is null)
                return Problems.Of("person-without-username");
            if (PasswordRules.Refusal("/password", body.Password, person.Username) is { } unfit)
                return unfit;

            if (await tx.Run(Update, new { Id = id, Hash = hash, ReadVersion = person.Version }) == 0)
                return Problems.Of("stale-version", "newer");
            await Account.EndSessions(tx, id);
            await Account.VoidResets(tx, id);
            await Journal.Append(tx, new JournalEntry("person", id.ToString(), person.GridCode, "set_password", actor.Id, person.Version + 1)
            {
                Post = actor.PostsFor(Capability.PersonManage, person.GridCode).First().Kind,
            });
            tx.Announce(Topic.Rights);
            return TypedResults.NoContent();
        }, ct);
    }

    const string Update = """
        UPDATE people
           SET password_hash = @Hash, password_once = 1, version = version + 1
         WHERE id = @Id AND version = @ReadVersion
        """;
}
