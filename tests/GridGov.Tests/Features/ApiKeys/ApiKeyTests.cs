using System.Net;
using GridGov.Api;
using GridGov.Data;
using GridGov.Domain.Events;
using GridGov.Tests.Features.People;
using Microsoft.Extensions.DependencyInjection;
using static GridGov.Tests.Features.ApiKeys.ApiKeySteps;

namespace GridGov.Tests.Features.ApiKeys;

/// <summary>API keys have no more rights than they were given, and no more than their person has; a revoked key stops at once.</summary>
public class ApiKeyTests
{
    [Fact]
    public async Task A_key_has_only_its_own_capabilities_in_its_own_grids()
    {
        var street = await TestStreet.New();
        var made = await Make(street, grids: [street.Community]);
        ((string)made["secret"]!).ShouldMatch("^gg_live_[a-z2-9]{12}_[A-Za-z0-9_-]{43}$");
        made.Header("Location").ShouldBe($"/v1/api-keys/{IdOf(made)}");
        var key = With(street, made);
        var ticket = (await key.Post("/v1/tickets", NewTicket(street))).ShouldBeCreated();
        (await key.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();
        // The dispatcher may accept the ticket, the key may not.
        (await key.Post($"/v1/tickets/{ticket.Id}/accept", new { }, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await key.Get("/v1/statistics/measures?measure=resolution_rate")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        // The dispatcher's street has another community, which the key does not have.
        (await key.Post("/v1/tickets", NewTicket(street, street.OtherGrid))).ShouldRefuse(HttpStatusCode.BadRequest, "grid-outside-scope");
        var other = (await (await street.Dispatcher()).Post("/v1/tickets", NewTicket(street, street.OtherGrid))).ShouldBeCreated();
        (await key.Get($"/v1/tickets/{other.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await key.Get("/v1/tickets?count=true")).ShouldBeOk()["count"]!.GetValue<long>().ShouldBe(1);

        var me = (await key.Get("/v1/me")).ShouldBeOk();
        me["capabilities"]!.AsArray().Select(each => (string)each!).ShouldBe(["ticket_read", "ticket_file"]);
        me["scopes"]!.AsArray().Select(each => (string)each!).ShouldBe([street.Community]);
    }

    [Fact]
    public async Task A_key_wider_than_its_person_is_limited_to_what_both_have()
    {
        var street = await TestStreet.New();
        var made = await Make(street, "worker", grids: [street.Grid]);
        await street.App.Db.Write(async tx =>
        {
            await tx.Execute("UPDATE api_keys SET grids = @Grids, capabilities = 'ticket_read ticket_accept person_manage api_key_manage' "
                + "WHERE person_id = @Id",
                new { Grids = street.Street, Id = street.PersonId("worker") });
            tx.Invalidate(GridGov.Data.CacheTopic.Rights);
        });
        var me = (await With(street, made).Get("/v1/me")).ShouldBeOk();
        me["capabilities"]!.AsArray().Select(each => (string)each!).ShouldBe(["ticket_read"]);
        me["scopes"]!.AsArray().Select(each => (string)each!).ShouldBe([street.Grid]);
    }

    [Fact]
    public async Task A_key_loses_rights_at_once_when_its_person_does()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var key = With(street, await Make(street));
        (await key.Get("/v1/tickets")).ShouldBeOk();
        var appointment = (await admin.Get($"/v1/appointments?person={street.PersonId("dispatcher")}")).ShouldBeOk()["items"]![0]!;
        (await admin.Post($"/v1/appointments/{appointment["id"]}/end", new { }, 1)).ShouldBeOk();
        (await key.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await admin.Patch($"/v1/people/{street.PersonId("dispatcher")}", new { disabled = true }, 1)).ShouldBeOk();
        (await key.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-api-key");
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_in_all_processes_and_its_use_is_recorded()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        await using var beside = app.StartSecondServer();
        var made = await Make(street);
        var (here, there) = (With(street, made), With(street, made, beside));
        (await here.Get("/v1/tickets")).ShouldBeOk();
        (await there.Get("/v1/tickets")).ShouldBeOk();
        var admin = await street.KeyMaker();
        (await admin.Delete($"/v1/api-keys/{IdOf(made)}")).ShouldBe(HttpStatusCode.NoContent);
        (await admin.Delete($"/v1/api-keys/{IdOf(made)}")).ShouldBe(HttpStatusCode.NoContent);
        (await here.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-api-key");
        for (var i = 0; i < 50 && (await there.Get("/v1/tickets")).Status != HttpStatusCode.Unauthorized; i++)
            await Task.Delay(100);
        (await there.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-api-key");
        (await street.ActionsOn(IdOf(made))).ShouldBe(["create", "revoke"]);
        await app.Services.GetRequiredService<DeniedRequests>().Flush(app.Db, default);
        (await (await street.RootAdmin()).Get("/v1/audit?code=invalid-api-key&count=true")).ShouldBeOk()["count"]!.GetValue<long>()
            .ShouldBeGreaterThan(0);
        (await admin.Post($"/v1/api-keys/{IdOf(made)}/rotate", new { }, 2)).ShouldRefuse(HttpStatusCode.Conflict, "key-revoked");
        ((string?)(await admin.Get($"/v1/api-keys/{IdOf(made)}")).ShouldBeOk()["revokedAt"]).ShouldNotBeNull();
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_are_valid_until_the_overlap_ends()
    {
        var time = TestClock.Starting("2026-05-14 09:00");
        await using var app = new App(time);
        var street = await TestStreet.New(app);
        var made = await Make(street, days: 30);
        var old = With(street, made);
        var rotated = (await (await street.KeyMaker()).Post($"/v1/api-keys/{IdOf(made)}/rotate", new { overlapHours = 2, days = 10 }, 1))
            .ShouldBeOk();
        ((long)rotated["key"]!["version"]!).ShouldBe(2);
        ((string)rotated["key"]!["expiresAt"]!).ShouldStartWith("2026-05-24T09:00");
        ((string)rotated["secret"]!).ShouldStartWith((string)rotated["key"]!["prefix"]! + "_");
        var next = With(street, rotated);
        (await old.Get("/v1/tickets")).ShouldBeOk();
        (await next.Get("/v1/tickets")).ShouldBeOk();
        time.Move(TimeSpan.FromHours(2));
        (await old.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-api-key");
        (await next.Get("/v1/tickets")).ShouldBeOk();
        var admin = await street.KeyMaker();
        var third = (await admin.Post($"/v1/api-keys/{IdOf(made)}/rotate", new { overlapHours = 0, days = 1 }, 2)).ShouldBeOk();
        (await next.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-api-key");
        (await With(street, third).Get("/v1/tickets")).ShouldBeOk();
        time.Move(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        (await With(street, third).Get("/v1/tickets")).ShouldBeOk();
        time.Move(TimeSpan.FromSeconds(1));
        (await With(street, third).Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-api-key");
    }

    [Fact]
    public async Task The_journal_and_the_audit_say_which_key_acted_for_whom()
    {
        // Refusals are counted by minute with limits in total, which other tests would use up.
        await using var app = new App();
        var street = await TestStreet.New(app);
        var made = await Make(street);
        var key = With(street, made);
        var ticket = (await key.Post("/v1/tickets", NewTicket(street))).ShouldBeCreated();
        (await key.Post($"/v1/tickets/{ticket.Id}/accept", new { }, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var filed = (await (await street.Dispatcher()).Get($"/v1/tickets/{ticket.Id}/events")).ShouldBeOk()["items"]![0]!;
        ((string)filed["details"]!["apiKey"]!).ShouldBe(IdOf(made));
        ((string)filed["by"]!["id"]!).ShouldBe(street.PersonId("dispatcher").ToString());
        await app.Services.GetRequiredService<DeniedRequests>().Flush(app.Db, default);
        var refused = (await (await street.Admin()).Get("/v1/audit?kind=refusal")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)refused["key"]!).ShouldBe(IdOf(made));
        ((string)refused["subject"]!).ShouldBe(ticket.Id);
        var created = (await (await street.Admin()).Get($"/v1/audit?subject={IdOf(made)}")).ShouldBeOk()["items"]!.AsArray()
            .ShouldHaveSingleItem()!;
        ((string)created["code"]!).ShouldBe("create");
        created.ToJsonString().ShouldNotContain((string)made["secret"]!);
        var differences = new List<EventChainAudit.Difference>();
        await EventChainAudit.Run(street.App.Db, differences.Add, _ => { }, default);
        differences.ShouldNotContain(each => each.Ticket == (string)ticket["number"]!);
    }

    [Fact]
    public async Task A_key_cannot_use_an_account_or_manage_people_or_keys()
    {
        var street = await TestStreet.New();
        var key = With(street, await Make(street));
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, "/v1/me/sessions"), (HttpMethod.Delete, $"/v1/me/sessions/{new Id(1)}"),
            (HttpMethod.Post, "/v1/auth/sign-out"),
            (HttpMethod.Post, "/v1/me/password"), (HttpMethod.Get, "/v1/me/second-factor"), (HttpMethod.Post, "/v1/me/second-factor"),
        })
            (await key.Send(method, path, null)).ShouldRefuse(HttpStatusCode.Forbidden, "not-for-keys");
        (await key.Get("/v1/categories")).ShouldBeOk();
        (await key.Get("/v1/service-roles")).ShouldBeOk();
        var admin = await street.Admin();
        foreach (var never in new[] { "person_manage", "api_key_manage" })
            (await admin.Post("/v1/api-keys", Body(street, "admin", [never])))
                .ShouldFault("/capabilities", "capability-not-for-keys", "capability-not-for-keys");
    }

    [Theory]
    [InlineData("gg_live_")]
    [InlineData("gg_live_abcdefghijkm_0123456789012345678901234567890123456789012")]
    [InlineData("gg_live_abcdefghijkm")]
    public async Task A_key_that_the_server_did_not_issue_is_refused(string token)
    {
        var answer = await new Caller(App.Shared.CreateClient(), Id.None, token).Get("/v1/tickets");
        answer.ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-api-key");
        answer.Header("WWW-Authenticate")!.ShouldStartWith("Bearer error=\"invalid_token\"");
    }

    [Fact]
    public async Task The_right_id_with_a_wrong_secret_is_refused()
    {
        var street = await TestStreet.New();
        var secret = (string)(await Make(street))["secret"]!;
        var wrong = secret[..^2] + (secret[^2] == 'A' ? 'B' : 'A') + secret[^1];
        (await new Caller(App.Shared.CreateClient(), Id.None, wrong).Get("/v1/tickets"))
            .ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-api-key");
        (await new Caller(App.Shared.CreateClient(), Id.None, secret).Get("/v1/tickets")).ShouldBeOk();
    }

    [Fact]
    public async Task A_key_has_its_own_rate_limit_and_idempotency_keys()
    {
        await using var app = new App([("GridGov:Edge:PerCaller", "4")]);
        var street = await TestStreet.New(app);
        var made = await Make(street);
        var key = With(street, made);
        var dispatcher = await street.Dispatcher();
        (await key.Post("/v1/tickets", NewTicket(street), key: "same")).ShouldBeCreated();
        var others = (await dispatcher.Post("/v1/tickets", NewTicket(street), key: "same")).ShouldBeCreated();
        others.Header("Idempotency-Replayed").ShouldBeNull();
        for (var i = 0; i < 3; i++)
            (await key.Get("/v1/tickets")).ShouldBeOk();
        (await key.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.TooManyRequests, "too-many-requests");
        (await dispatcher.Get("/v1/tickets")).ShouldBeOk();
    }
}
