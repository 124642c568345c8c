using System.Net;
using System.Text.Json.Nodes;
using GridGov.Api;
using GridGov.Audit;
using GridGov.Data;
using GridGov.Security;
using GridGov.Tests.Features.People;
using GridGov.Tests.Features.Tickets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Auditing;

/// <summary>The audit of sign-ins, refusals and changes: complete, limited to the reader's grids, and bounded.</summary>
public class AuditTests
{
    const string Password = "three grey herons at noon";

    // Refusals are counted by minute with limits in total, which the other tests would use up.
    static readonly App Own = new();

    static async Task<List<JsonNode>> Entries(Caller caller, string query)
    {
        await Own.Services.GetRequiredService<DeniedRequests>().Flush(Own.Db, default);
        return [.. (await caller.Get("/v1/audit?" + query)).ShouldBeOk()["items"]!.AsArray().Select(each => each!)];
    }

    static async Task<string> WithPassword(TestStreet street, string who)
    {
        var hash = street.App.Services.GetRequiredService<PasswordHashing>().Hash(Password);
        return (await street.App.Db.Write(async tx =>
        {
            await tx.Execute("UPDATE people SET password_hash = @Hash WHERE id = @Id", new { Hash = hash, Id = street.PersonId(who) });
            return await tx.QuerySingle<string>("SELECT username FROM people WHERE id = @Id", new { Id = street.PersonId(who) });
        }))!;
    }

    [Fact]
    public async Task Changes_of_people_and_posts_are_audited_with_actor_session_and_change()
    {
        var street = await TestStreet.New(Own);
        var admin = await street.Admin();
        var added = await street.AddPerson();
        var appointed = (await admin.Post("/v1/appointments", new { personId = added.Id, post = "inspector", grid = street.Street }))
            .ShouldBeCreated();
        (await admin.Post($"/v1/appointments/{appointed.Id}/end", new { reason = "调任" }, 1)).ShouldBeOk();

        var entries = await Entries(admin, $"kind=change&actor={admin.Person}");
        entries.Select(each => $"{each["code"]} {each["operation"]}")
            .ShouldBe(["end endAppointment", "appoint appointPerson", "add addPerson"]);
        var end = entries[0];
        ((string)end["subjectKind"]!).ShouldBe("appointment");
        ((string)end["subject"]!).ShouldBe(appointed.Id);
        ((string)end["outcome"]!).ShouldBe("done");
        ((string)end["grid"]!).ShouldBe(street.Street);
        ((string)end["by"]!["name"]!).ShouldBe("admin");
        ((string)end["details"]!["reason"]!).ShouldBe("调任");
        ((string?)end["session"]).ShouldNotBeNull();
        ((string?)end["traceId"]).ShouldNotBeNull();
        ((long)end["times"]!).ShouldBe(1);
        (await Entries(admin, $"subject={appointed.Id}&code=appoint")).ShouldHaveSingleItem();
        // A conflict changes nothing and makes no entry.
        (await admin.Post($"/v1/appointments/{appointed.Id}/end", new { }, 2)).ShouldRefuse(HttpStatusCode.Conflict, "appointment-ended");
        (await Entries(admin, $"kind=change&actor={admin.Person}")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Sign_ins_failures_and_sign_outs_are_audited_without_passwords()
    {
        var street = await TestStreet.New(Own);
        var username = await WithPassword(street, "officer");
        var nobody = street.App.Nobody();
        (await nobody.Post("/v1/auth/sign-in", new { username, password = "not the password" }))
            .ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials");
        var signedIn = (await nobody.Post("/v1/auth/sign-in", new { username, password = Password, device = "phone" })).ShouldBeOk();
        var officer = new Caller(street.App.CreateClient(), street.PersonId("officer"), (string)signedIn["accessToken"]!);
        (await officer.Post("/v1/auth/sign-out", null)).ShouldBe(HttpStatusCode.NoContent);

        var entries = await Entries(await street.Admin(), $"kind=sign_in&subject={officer.Person}");
        entries.Select(each => $"{each["code"]} {each["outcome"]}").Order()
            .ShouldBe(["sign_in done", "sign_out done", "wrong-credentials refused"]);
        entries.Single(each => (string)each["code"]! == "wrong-credentials")["by"].ShouldBeNull();
        var done = entries.Single(each => (string)each["code"]! == "sign_in");
        ((string)done["details"]!["device"]!).ShouldBe("phone");
        ((string)done["session"]!).ShouldBe((string)entries.Single(each => (string)each["code"]! == "sign_out")["session"]!);
        string.Concat(entries.Select(each => each.ToJsonString())).ShouldNotContain("password", Case.Insensitive);
    }

    [Fact]
    public async Task A_failure_with_an_unknown_name_records_the_address_but_not_the_name()
    {
        await using var app = new App();
        await app.Server.SendAsync(context =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:203.0.113.9");
            context.Request.Method = "POST";
            context.Request.Scheme = "https";
            context.Request.Host = new HostString("gridgov.example.org");
            context.Request.Path = "/v1/auth/sign-in";
            context.Request.ContentType = "application/json";
            var body = """{"username":"my-secret-typed-here","password":"x"}"""u8.ToArray();
            context.Request.ContentLength = body.Length;
            context.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody());
            context.Request.Body = new MemoryStream(body);
        });
        await app.Services.GetRequiredService<DeniedRequests>().Flush(app.Db, default);
        var street = await TestStreet.New(app);
        var entry = (await (await street.RootAdmin()).Get("/v1/audit?code=wrong-credentials")).ShouldBeOk()["items"]!.AsArray()
            .ShouldHaveSingleItem()!;
        ((string)entry["address"]!).ShouldBe("203.0.113.9");
        ((string)entry["grid"]!).ShouldBe("*");
        entry.ToJsonString().ShouldNotContain("secret");
        (await (await street.Admin()).Get("/v1/audit?code=wrong-credentials&count=true")).ShouldBeOk()["count"]!.GetValue<long>()
            .ShouldBe(0);
    }

    [Fact]
    public async Task What_a_bulk_call_is_refused_is_audited_for_each_ticket()
    {
        var street = await TestStreet.New(Own);
        var (officer, tickets) = (await street.Officer(), new[] { await street.Accepted(), await street.Accepted() });
        (await officer.Post("/v1/tickets/bulk", new
        {
            tickets = tickets.Select(ticket => new { id = ticket.Id, version = ticket.Version }),
            dispatch = new { handlerId = street.PersonId("officer").ToString() },
        })).ShouldBeOk();
        var entries = await Entries(await street.Admin(), $"kind=refusal&actor={officer.Person}");
        entries.Select(each => ((string)each["code"]!, (string?)each["subjectKind"], (string?)each["subject"])).ShouldBe(
            tickets.Select(ticket => ("post-not-allowed", (string?)"ticket", (string?)ticket.Id)), ignoreOrder: true);
    }

    sealed class HasBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }

    [Fact]
    public async Task Refusals_of_the_middleware_and_of_handlers_are_audited_with_code_and_subject()
    {
        var street = await TestStreet.New(Own);
        var admin = await street.Admin();
        var worker = await street.Worker();
        (await worker.Post("/v1/people", new { name = "王芳" })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await admin.Put($"/v1/people/{street.PersonId("supervisor")}/password", new { password = "kx3fa-9qmwe-27bnd" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "person-above-scope");

        var entries = await Entries(admin, "kind=refusal");
        entries.Select(each => $"{each["code"]} {each["operation"]} {each["by"]!["name"]} {each["subjectKind"]} {each["subject"]}").Order()
            .ShouldBe(
        [
            $"person-above-scope setPassword admin people {street.PersonId("supervisor")}",
            "post-not-allowed addPerson worker  ",
        ]);
        // A 404 is not audited as a refusal, because it is frequent.
        (await admin.Get($"/v1/people/{street.PersonId("outsider")}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await Entries(admin, "kind=refusal")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Refusals_are_counted_by_caller_and_minute_with_few_entries_for_each()
    {
        var time = TestClock.Starting("2026-05-14 09:00");
        await using var app = new App(time);
        var street = await TestStreet.New(app);
        var deniedRequests = app.Services.GetRequiredService<DeniedRequests>();
        var worker = await street.Worker();
        for (var i = 0; i < 30; i++)
            (await worker.Post("/v1/people", new { name = "王芳" })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        await deniedRequests.Flush(app.Db, default);
        await deniedRequests.Flush(app.Db, default);
        for (var i = 0; i < 5; i++)
            (await worker.Post("/v1/people", new { name = "王芳" })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        await deniedRequests.Flush(app.Db, default);
        (await Times()).Sum().ShouldBe(30, "the others are counted until the minute is over");
        time.Move(TimeSpan.FromMinutes(1));
        await deniedRequests.Flush(app.Db, default);
        var times = await Times();
        times.Sum().ShouldBe(35);
        times.Count.ShouldBeLessThanOrEqualTo(3);

        // Forty different refusals: ten get their own entries, the rest are counted together.
        for (var i = 0; i < 40; i++)
            (await worker.Put($"/v1/people/{new Id(i + 1)}/password", new { password = "kx3fa-9qmwe-27bnd" }, 1))
                .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        time.Move(TimeSpan.FromMinutes(1));
        await deniedRequests.Flush(app.Db, default);
        times = await Times();
        times.Sum().ShouldBe(75);
        times.Count.ShouldBeLessThanOrEqualTo(3 + 22);

        Task<List<long>> Times() => app.Db.Read(tx => tx.Query<long>("SELECT times FROM audit WHERE kind = 'refusal'"));
    }

    [Fact]
    public async Task A_minute_of_refusals_lasts_a_minute_although_the_clock_was_set_back()
    {
        var time = TestClock.Starting("2026-05-14 09:00");
        await using var app = new App(time);
        var deniedRequests = new DeniedRequests(new(time, TimeZoneInfo.Utc));
        await Refuse();
        await Refuse();
        time.Move(TimeSpan.FromHours(-2));
        time.Move(TimeSpan.FromSeconds(61));
        await deniedRequests.Flush(app.Db, default);
        await Refuse();
        (await app.Db.Read(tx => tx.Query<long>("SELECT times FROM audit WHERE kind = 'sign_in' ORDER BY seq"))).ShouldBe([1, 1, 1]);

        async Task Refuse()
        {
            deniedRequests.Record(new AuditEntry(AuditKind.SignIn, "wrong-credentials", "*") { Outcome = AuditOutcome.Refused });
            await deniedRequests.Flush(app.Db, default);
        }
    }

    [Fact]
    public async Task Audit_entries_per_minute_are_bounded_and_every_refusal_is_counted()
    {
        var time = TestClock.Starting("2026-05-14 09:00");
        await using var app = new App(time);
        var deniedRequests = new DeniedRequests(new(time, TimeZoneInfo.Utc));
        for (var i = 0; i < 5000; i++)
            deniedRequests.Record(new AuditEntry(AuditKind.SignIn, "wrong-credentials", "*")
            {
                Outcome = AuditOutcome.Refused,
                Origin = new Origin(null, null, null, $"203.0.113.{i}", "signIn", null)
            });
        await deniedRequests.Flush(app.Db, default);
        (await app.Db.Read(tx => tx.Query<long>("SELECT times FROM audit WHERE kind = 'sign_in'"))).ShouldSatisfyAllConditions(
            times => times.Count.ShouldBe(201), times => times.Sum().ShouldBe(5000));
    }

    [Fact]
    public async Task Administrators_and_supervisors_see_the_audit_of_their_own_grids_and_nobody_else_does()
    {
        var street = await TestStreet.New(Own);
        var other = await TestStreet.New(Own);
        await street.AddPerson();
        await other.AddPerson();
        (await Entries(await street.Admin(), "kind=change")).Select(each => (string)each["grid"]!).Distinct().ShouldBe([street.Street]);
        (await Entries(await street.Supervisor(), "kind=change")).Select(each => (string)each["grid"]!).Distinct()
            .ShouldBe([street.Street]);
        (await Entries(await street.Admin(), $"kind=change&grid={other.Street}")).ShouldBeEmpty();
        (await Entries(await street.RootAdmin(), $"kind=change&grid={other.Street}")).ShouldNotBeEmpty();
        foreach (var who in new[] { "head1", "worker", "dispatcher", "inspector", "officer" })
            (await (await street.As(who)).Get("/v1/audit")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await Own.Nobody().Get("/v1/audit")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task The_list_pages_by_cursor_newest_first_and_filters_by_day()
    {
        var street = await TestStreet.New(Own);
        var admin = await street.Admin();
        for (var i = 0; i < 5; i++)
            await street.AddPerson($"第{i}");
        var first = (await admin.Get("/v1/audit?kind=change&limit=2&count=true")).ShouldBeOk();
        ((long)first["count"]!).ShouldBe(5);
        var seen = new List<long>();
        for (var page = first; ; page = (await admin.Get($"/v1/audit?kind=change&limit=2&cursor={page["next"]}")).ShouldBeOk())
        {
            seen.AddRange(page["items"]!.AsArray().Select(each => (long)each!["seq"]!));
            if (page["next"] is null)
                break;
        }
        seen.Count.ShouldBe(5);
        seen.ShouldBe(seen.OrderDescending());
        var today = street.Today();
        (await Entries(admin, $"kind=change&from={today.Iso()}&to={today.AddDays(1).Iso()}")).Count.ShouldBe(5);
        (await Entries(admin, $"kind=change&from={today.AddDays(1).Iso()}")).ShouldBeEmpty();
        (await Entries(admin, $"kind=change&to={today.Iso()}")).ShouldBeEmpty();
        (await Entries(admin, "kind=change&outcome=refused")).ShouldBeEmpty();
        (await admin.Get($"/v1/audit?kind=refusal&cursor={first["next"]}")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
        (await admin.Get("/v1/audit?kind=gossip")).ShouldFault("/kind", "unknown_code");
        (await admin.Get("/v1/audit?outcome=maybe")).ShouldFault("/outcome", "unknown_code");
        (await admin.Get("/v1/audit?actor=me")).ShouldFault("/actor", "wrong_format");
        (await admin.Get("/v1/audit?from=yesterday")).ShouldFault("/from", "wrong_format");
        (await admin.Get("/v1/audit?who=me")).ShouldRefuse(HttpStatusCode.BadRequest, "unknown-parameter");
    }
}
