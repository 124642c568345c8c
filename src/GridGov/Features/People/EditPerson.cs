using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets.Query;
using GridGov.Encryption.Seals;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.People;

/// <summary>Changes a person's record, or disables or enables the account.</summary>
public sealed class EditPerson(Db db) : ApiEndpoint<Change<EditPerson.Request>, Results<Ok<Person>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Patch("/{id}");
        Group<PeopleGroup>();
        Operation("Edit a person",
            "Absent properties stay as they are. Disabling ends all sessions of the person; the appointments stay, and their posts " +
            "count as vacant. The answer then says what open work is left, as far as the caller may read it.");
        RequiresCapability(Capability.PersonManage);
        ProducesProblem(403, "post-not-allowed", "person-above-scope");
        ProducesProblem(409, "own-account", "username-taken");
        RequestExample("""{ "phone": "13803710002", "disabled": false }""");
    }

    /// <summary>The changes of a person's record.</summary>
    /// <param name="Name">The name, 1 to 100 characters.</param>
    /// <param name="Phone">
    /// The telephone number in any usual notation, with or without an extension; at most 32 characters. An empty text removes it.
    /// </param>
    /// <param name="Disabled">Whether the account is disabled, so that the person cannot sign in.</param>
    /// <param name="Username">The username: 3 to 64 letters, digits, dots, hyphens and underscores, stored in small letters.</param>
    public sealed record Request(string? Name = null, string? Phone = null, bool? Disabled = null, string? Username = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Name).OptionalText(100);
                RuleFor(r => r.Username).Username();
                RuleFor(r => r.Phone).Phone().When(r => r.Phone is not "");
            }
        }
    }

    public override Task<Results<Ok<Person>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Person>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var before = await PersonRow.Find(tx, Actor, request.Id);
            if (before is null)
                return TypedResults.NotFound();
            if (before.Check(Actor, request.Version) is { } refusal)
                return refusal;
            var phone = await PersonPhone.Decrypt(tx, request.Id, before.EncryptedPhone);
            var newPhone = PatchValues.Text(request.Body.Phone, phone);
            var after = before with
            {
                Name = request.Body.Name ?? before.Name,
                Username = request.Body.Username is { } username ? Username.Normalise(username) : before.Username,
                EncryptedPhone = newPhone == phone ? before.EncryptedPhone : await PersonPhone.Encrypt(tx, request.Id, newPhone),
                DisabledAt = request.Body.Disabled switch { true => before.DisabledAt ?? tx.Now, false => null, null => before.DisabledAt },
            };
            if (after == before)
                return TypedResults.Ok(await before.ToPerson(tx, Actor));
            var switched = after.DisabledAt != before.DisabledAt;
            var renamed = after.Username != before.Username;
            if ((switched || renamed) && await AccountAccess.Check(tx, Actor, request.Id) is { } account)
                return account;

            if (after.Name != before.Name && await AccountAccess.CheckPosts(tx, Actor, request.Id) is { } elsewhere)
                return elsewhere;
            if (renamed && await tx.QuerySingle<long>(CountUsername, new { after.Username }) > 0)
                return Problems.At("/username", "username-taken", after.Username);

            after = after with { Version = before.Version + 1 };
            if (await tx.Execute(Update, new
            {
                after.Id, after.Username, after.Name, after.EncryptedPhone, after.DisabledAt, after.Version, ReadVersion = before.Version,
            }) == 0)
                return Problems.StaleVersion();
            await SealedRows.Seal(tx, SealedTable.People, after.Id);
            if (switched)
                await tx.Execute(after.DisabledAt is null ? EndPeriod : BeginPeriod, new { after.Id, tx.Now });
            if (switched && after.DisabledAt is not null)
            {
                await AccountAccess.EndSessions(tx, request.Id);
                await AccountAccess.VoidResets(tx, request.Id);
            }
            var action = ActionOf(switched, after);
            await Journal.Append(tx, new JournalEntry("person", request.Id.ToString(), after.GridCode, action, Actor.Id, after.Version)
            {
                Post = Actor.PostsFor(Capability.PersonManage, after.GridCode).First().Kind,
                // The number itself is left out, because more people read the history than the record.
                Payload = new { after.Name, after.Username, PhoneChanged = newPhone != phone },
            });
            tx.Invalidate(CacheTopic.Rights);
            var left = action == "disable" ? await OpenWork.Of(tx, Actor, request.Id, GridCode.Everywhere) : null;
            return TypedResults.Ok(await after.ToPerson(tx, Actor) with { OpenWork = left });
        }, ct);

    static string ActionOf(bool switched, PersonRow after) =>
        !switched ? "edit" : after.DisabledAt is null ? "enable" : "disable";

    // Disabled again in the same millisecond, the period goes on.
    const string BeginPeriod = """
        INSERT INTO disabled_periods (person_id, from_at) VALUES (@Id, @Now)
        ON CONFLICT (person_id, from_at) DO UPDATE SET until_at = NULL
        """;

    const string EndPeriod = "UPDATE disabled_periods SET until_at = @Now WHERE person_id = @Id AND until_at IS NULL";

    const string CountUsername = "SELECT count(*) FROM people WHERE username = @Username";

    const string Update = """
        UPDATE people
           SET username = @Username, name = @Name, encrypted_phone = @EncryptedPhone, disabled_at = @DisabledAt, version = @Version
         WHERE id = @Id AND version = @ReadVersion
        """;
}
