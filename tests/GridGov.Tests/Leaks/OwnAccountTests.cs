using System.Net;
using GridGov.Security;

namespace GridGov.Tests.Leaks;

/// <summary>A person's own account, requested by other people of the same street in every post.</summary>
public sealed class OwnAccountTests(LeakServer server) : IClassFixture<LeakServer>
{
    readonly App app = server.App;

    [Fact]
    public async Task A_persons_own_data_is_not_found_or_changed_by_others()
    {
        var victim = await VictimStreet.New(app);
        var street = victim.Street;
        var members = await StreetMembers.All(street);
        members.Add(await StreetMembers.Root(street));
        var owner = await app.CallerFor(victim.Person);
        var before = await Own(owner);
        foreach (var operation in server.Operations.Where(operation => operation.OwnAccount))
        {
            var (request, nothing) = (await victim.Ask(operation), await victim.AskForNothing(operation));
            foreach (var member in members)
            {
                var response = await request.SendAs(await member.For(operation));
                // Ticket notifications reach others too, so only ids of the account's own things count.
                response.Text.ShouldNotContain(victim.Names.Things[ThingKind.Session], Case.Insensitive, $"{request} by {member}");
                response.Text.ShouldNotContain(victim.Names.Things[ThingKind.Notification], Case.Insensitive, $"{request} by {member}");
                response.IsServerError.ShouldBeFalse($"{request} by {member}: {response}");
                if (!operation.NamesOwnedThing())
                    continue;
                response.Status.ShouldBe(HttpStatusCode.NotFound, $"{request} by {member}: {response}");
                var other = await nothing.SendAs(await member.For(operation));
                victim.Nowhere.Anonymised(other.StableText)
                    .ShouldBe(victim.Names.Anonymised(response.StableText), $"{request} by {member}");
            }
        }
        (await Own(owner)).ShouldBe(before);
        // The owner succeeds, so the requests were valid.
        foreach (var operation in server.Operations.Where(operation => operation.OwnAccount && operation.NamesOwnedThing()))
            (await (await victim.Ask(operation)).SendAs(owner)).IsSuccess.ShouldBeTrue(operation.ToString());
        (await Own(owner)).ShouldNotBe(before);
    }

    /// <summary>The devices and notifications, as their owner sees them.</summary>
    static async Task<string> Own(Caller owner) =>
        $"{(await owner.Get("/v1/me/sessions")).ShouldBeOk().Text}\n{(await owner.Get("/v1/me/notifications")).ShouldBeOk().Text}";

    [Fact]
    public async Task An_Idempotency_Key_belongs_to_one_person_and_repeats_the_response_to_nobody_else()
    {
        var street = await TestStreet.New(app);
        var body = new { category = "0107", description = "行道树倾斜", grid = street.Grid };
        var first = (await (await street.Worker()).Post("/v1/tickets", body, key: "the-same")).ShouldBeCreated();
        (await (await street.Worker()).Post("/v1/tickets", body, key: "the-same")).Id.ShouldBe(first.Id);
        var other = (await (await street.Officer()).Post("/v1/tickets", body, key: "the-same")).ShouldBeCreated();
        other.Id.ShouldNotBe(first.Id);
        other.Header("Idempotency-Replayed").ShouldBeNull();
        // An API key that acts for a person is not the person's session either.
        var key = await StreetMembers.WithKey(street, "worker", PostKind.GridWorker, street.Grid);
        (await key.Caller.Post("/v1/tickets", body, key: "the-same")).ShouldBeCreated().Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task A_response_is_not_repeated_to_a_person_who_has_lost_the_right_to_it()
    {
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var body = new { category = "0107", description = "行道树倾斜", grid = street.Grid };
        (await worker.Post("/v1/tickets", body, key: "once")).ShouldBeCreated();
        await StreetMembers.End(street, "worker");
        (await worker.Post("/v1/tickets", body, key: "once")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    /// <summary>Every way to remove a person's access invalidates the existing tokens.</summary>
    [Theory]
    [InlineData("sign out everywhere")]
    [InlineData("disable")]
    [InlineData("password")]
    [InlineData("sign out")]
    public async Task An_ended_session_is_refused_at_once(string how)
    {
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        (await worker.Get("/v1/me")).ShouldBeOk();
        var (admin, person) = (await street.Admin(), $"/v1/people/{street.PersonId("worker")}");
        var done = how switch
        {
            "sign out everywhere" => await admin.Delete(person + "/sessions"),
            "disable" => await admin.Patch(person, new { disabled = true }, 1),
            "password" => await admin.Put(person + "/password", new { password = "kx3fa-9qmwe-27bnd" }, 1),
            _ => await worker.Post("/v1/auth/sign-out", null),
        };
        ((int)done.Status).ShouldBeInRange(200, 204, done.Text);
        (await worker.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }
}
