using System.Net;
using GridGov.Security;
using GridGov.Tests.Features.People;
using Microsoft.Extensions.DependencyInjection;
using static GridGov.Tests.Features.ApiKeys.ApiKeySteps;

namespace GridGov.Tests.Features.ApiKeys;

/// <summary>Creating, rotating, revoking and listing API keys.</summary>
public class ApiKeyManagementTests
{
    [Fact]
    public async Task A_key_exceeds_neither_its_creators_scope_nor_its_persons_rights()
    {
        var street = await TestStreet.New();
        var admin = await street.KeyMaker();
        (await admin.Post("/v1/api-keys", Body(street, capabilities: ["ticket_take"])))
            .ShouldFault("/capabilities", "capability-not-held", "capability-not-held");
        (await admin.Post("/v1/api-keys", Body(street, "worker")))
            .ShouldFault("/capabilities", "capability-not-held", "capability-not-held");
        (await admin.Post("/v1/api-keys", Body(street, grids: [street.County]))).ShouldFault("/grids", "unknown-grid", "unknown-grid");
        (await admin.Post("/v1/api-keys", Body(street, grids: ["*"]))).ShouldFault("/grids", "unknown-grid", "unknown-grid");
        (await admin.Post("/v1/api-keys", Body(street, "supervisor", ["ticket_read"])))
            .ShouldRefuse(HttpStatusCode.Forbidden, "person-above-scope");
        (await admin.Post("/v1/api-keys", Body(street, "outsider", ["ticket_read"])))
            .ShouldFault("/personId", "unknown-person", "unknown-person");
        (await (await street.Head1()).Post("/v1/api-keys", Body(street))).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await App.Shared.Nobody().Post("/v1/api-keys", Body(street))).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await admin.Post("/v1/api-keys", Body(street, capabilities: []))).ShouldFault("/capabilities", "required");
        (await admin.Post("/v1/api-keys", Body(street, grids: ["41010300"]))).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-input");
        (await admin.Post("/v1/api-keys", Body(street, days: 367))).ShouldFault("/days", "out_of_range");
        (await admin.Patch($"/v1/people/{street.PersonId("dispatcher")}", new { disabled = true }, 1)).ShouldBeOk();
        (await admin.Post("/v1/api-keys", Body(street))).ShouldRefuse(HttpStatusCode.Conflict, "person-disabled");
        (await street.App.Db.Read(tx =>
            tx.QuerySingle<long>("SELECT count(*) FROM api_keys k JOIN people p ON p.id = k.person_id WHERE p.grid_code = @Street",
                new { street.Street }))).ShouldBe(0);
    }

    [Fact]
    public async Task Rotating_and_revoking_need_the_scope_and_rotating_also_the_version()
    {
        var street = await TestStreet.New();
        var county = (await (await street.RootAdmin()).Post("/v1/api-keys", Body(street, "supervisor", ["ticket_read"], [street.County])))
            .ShouldBeCreated();
        var admin = await street.KeyMaker();
        // The supervisor's record belongs to the street, so its administrator sees the key.
        (await admin.Get($"/v1/api-keys/{IdOf(county)}")).ShouldBeOk();
        (await admin.Post($"/v1/api-keys/{IdOf(county)}/rotate", new { }, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "key-above-scope");
        (await admin.Delete($"/v1/api-keys/{IdOf(county)}")).ShouldRefuse(HttpStatusCode.Forbidden, "key-above-scope");
        var made = await Make(street);
        var path = $"/v1/api-keys/{IdOf(made)}";
        (await admin.Post(path + "/rotate", new { })).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await admin.Post(path + "/rotate", new { }, 7)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await admin.Post(path + "/rotate", new { overlapHours = 169 }, 1)).ShouldFault("/overlapHours", "out_of_range");
        var otherAdmin = await (await TestStreet.New()).Admin();
        (await otherAdmin.Get(path)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await otherAdmin.Post(path + "/rotate", new { }, 1)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await otherAdmin.Delete(path)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Head1()).Delete(path)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await street.ActionsOn(IdOf(made))).ShouldBe(["create"]);
        (await With(street, made).Get("/v1/tickets")).ShouldBeOk();
    }

    [Fact]
    public async Task Keys_are_listed_without_secrets_and_tell_when_they_were_used()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var used = await Make(street);
        var idle = await Make(street, "worker", ["ticket_read"], [street.Grid]);
        (await With(street, used).Get("/v1/tickets")).ShouldBeOk();
        await street.App.Services.GetRequiredService<ApiKeyUsage>().Flush();
        var list = (await admin.Get("/v1/api-keys?count=true")).ShouldBeOk();
        ((long)list["count"]!).ShouldBe(2);
        list.Text.ShouldNotContain(((string)used["secret"]!)[22..]);
        var items = list["items"]!.AsArray();
        items.Select(each => (string)each!["id"]!).ShouldBe([IdOf(used), IdOf(idle)]);
        ((string?)items[0]!["usedAt"]).ShouldNotBeNull();
        items[1]!["usedAt"].ShouldBeNull();
        ((string)items[0]!["prefix"]!).ShouldBe(((string)used["secret"]!)[..20]);
        ((string)items[0]!["createdBy"]!["name"]!).ShouldBe("extra");
        (await admin.Delete($"/v1/api-keys/{IdOf(used)}")).ShouldBe(HttpStatusCode.NoContent);
        (await admin.Get("/v1/api-keys?active=true")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();
        (await admin.Get($"/v1/api-keys?person={street.PersonId("worker")}")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();
        var page = (await admin.Get("/v1/api-keys?limit=1")).ShouldBeOk();
        (await admin.Get($"/v1/api-keys?limit=1&cursor={page["next"]}")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();
        (await admin.Get($"/v1/api-keys?active=true&cursor={page["next"]}")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
        (await admin.Get("/v1/api-keys?person=x")).ShouldFault("/person", "wrong_format");
    }

    [Fact]
    public async Task Only_the_hash_of_the_secret_is_stored_and_a_repeated_request_does_not_show_it_again()
    {
        var street = await TestStreet.New();
        var admin = await street.KeyMaker();
        var first = (await admin.Post("/v1/api-keys", Body(street), key: "make-a-key")).ShouldBeCreated();
        var second = (await admin.Post("/v1/api-keys", Body(street), key: "make-a-key")).ShouldBeCreated();
        ((string)second["secret"]!).ShouldNotBe((string)first["secret"]!);
        (await street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM idempotency_keys WHERE idempotency_key = 'make-a-key'")))
            .ShouldBe(0);
        var secret = (string)first["secret"]!;
        (await street.App.Db.Read(tx =>
            tx.QuerySingle<string>("SELECT hash FROM api_key_secrets WHERE public_id = @Id", new { Id = secret[8..20] })))
            .ShouldNotBeNull().ShouldNotContain(secret[21..]);
    }
}
