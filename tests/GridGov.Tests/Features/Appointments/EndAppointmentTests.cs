using System.Net;
using GridGov.Data;
using GridGov.Security;
using GridGov.Tests.Features.People;

namespace GridGov.Tests.Features.Appointments;

public class EndAppointmentTests
{
    [Fact]
    public async Task An_ended_appointment_loses_its_rights_at_once()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        (await worker.Get("/v1/tickets")).ShouldBeOk();

        var ended = (await End(await street.Admin(), await AppointmentOf(street, "worker"), new { reason = "调任" })).ShouldBeOk();

        (await worker.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        ((string)ended["to"]!).ShouldBe(street.Today().Iso());
        ((string)ended["endReason"]!).ShouldBe("调任");
        ended.Header("ETag").ShouldBe("\"2\"");
        (await street.ActionsOn(ended.Id)).ShouldBe(["end"]);
    }

    [Fact]
    public async Task Ending_one_of_two_posts_takes_only_its_grids_away()
    {
        var street = await TestStreet.New();
        var both = await street.With([(PostKind.GridWorker, street.Grid), (PostKind.GridWorker, street.OtherGrid)], street.Street);
        var ticket = (await both.Post("/v1/tickets", new { category = "0107", description = "x", grid = street.OtherGrid }))
            .ShouldBeCreated();
        var admin = await street.Admin();
        var held = (await admin.Get($"/v1/appointments?person={both.Person}&grid={street.OtherGrid}")).ShouldBeOk()["items"]![0]!;
        (await End(admin, (string)held["id"]!)).ShouldBeOk();
        (await both.Get($"/v1/tickets/{ticket.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await both.Get("/v1/tickets")).ShouldBeOk();
    }

    [Fact]
    public async Task A_future_end_keeps_the_rights_until_then_and_may_be_moved_only_earlier()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var id = await AppointmentOf(street, "worker");
        var today = street.Today();
        ((string)(await End(admin, id, new { to = today.AddDays(10).Iso() })).ShouldBeOk()["to"]!).ShouldBe(today.AddDays(10).Iso());
        (await (await street.Worker()).Get("/v1/tickets")).ShouldBeOk();
        (await End(admin, id, new { to = today.AddDays(11).Iso() }, 2)).ShouldFault("/to", "out_of_range");
        (await End(admin, id, new { to = today.AddDays(5).Iso() }, 2)).ShouldBeOk();
        (await End(admin, id, new { }, 3)).ShouldBeOk();
        (await End(admin, id, new { }, 4)).ShouldRefuse(HttpStatusCode.Conflict, "appointment-ended");
        (await street.ActionsOn(id)).ShouldBe(["end", "end", "end"]);
    }

    [Fact]
    public async Task An_appointment_ended_on_its_first_day_was_never_held()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var first = street.Today().AddDays(3);
        var body = new
        {
            personId = street.PersonId("worker").ToString(), post = "grid_head", grid = street.NextGrid,
            responsibility = "first", from = first.Iso()
        };
        var appointed = (await admin.Post("/v1/appointments", body)).ShouldBeCreated();
        var refused = (await End(admin, appointed.Id)).ShouldRefuse(HttpStatusCode.Conflict, "appointment-not-begun");
        ((string)refused["detail"]!).ShouldContain(first.Iso());
        (await End(admin, appointed.Id, new { to = first.Iso() })).ShouldBeOk();
        ((await admin.Get($"/v1/grids/{street.NextGrid}/heads?day={first.Iso()}")).ShouldBeOk()["first"]).ShouldBeNull();
        (await admin.Post("/v1/appointments", body with { personId = street.PersonId("officer").ToString() })).ShouldBeCreated();
    }

    [Fact]
    public async Task An_end_in_the_past_needs_a_reason_and_an_administrator_above()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var id = (string)(await admin.Get("/v1/appointments?post=inspector")).ShouldBeOk()["items"]![0]!["id"]!;
        var late = new { to = "2024-01-01", reason = "补录：已于当日调离" };
        (await admin.Post($"/v1/appointments/{id}/end", late, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "backdating-not-allowed");
        var above = await street.RootAdmin();
        (await above.Post($"/v1/appointments/{id}/end", new { to = "2024-01-01" }, 1)).ShouldFault("/reason", "required");
        (await above.Post($"/v1/appointments/{id}/end", late, 1)).ShouldBeOk();
    }

    [Fact]
    public async Task The_last_administrator_of_everything_stays()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var root = await street.RootAdmin();
        var administrators = (await root.Get("/v1/appointments?post=administrator")).ShouldBeOk()["items"]!.AsArray();
        string Of(string name) => (string)administrators.Single(a => (string)a!["person"]!["name"]! == name)!["id"]!;
        // The database's first administrator may end while the test's one exists; then the test's one may not.
        (await root.Post($"/v1/appointments/{Of("Administrator")}/end", new { }, 1)).ShouldBeOk();
        (await root.Post($"/v1/appointments/{Of("rootAdmin")}/end", new { }, 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "last-administrator");
        (await root.Get("/v1/me")).ShouldBeOk()["posts"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Ending_needs_the_right_the_scope_and_the_latest_version()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var id = await AppointmentOf(street, "worker");
        (await admin.Post($"/v1/appointments/{id}/end", new { })).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await End(admin, id, new { }, 5)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await End(admin, id, new { reason = new string('x', 501) })).ShouldFault("/reason", "too_long");
        (await End(await street.Head1(), id)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var other = await street.With([(PostKind.Administrator, TestStreet.OutsideStreet), (PostKind.Dispatcher, street.Street)],
            street.Street);
        (await End(other, id)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        // The street's administrator can neither end nor see the county's posts.
        (await End(admin, await AppointmentOf(street, "supervisor"))).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await street.ActionsOn(id)).ShouldBeEmpty();
    }

    static Task<Answer> End(Caller caller, string id, object? body = null, long version = 1) =>
        caller.Post($"/v1/appointments/{id}/end", body ?? new { }, version);

    static async Task<string> AppointmentOf(TestStreet street, string who) =>
        (await street.App.Db.Read(tx =>
            tx.QuerySingle<Id>("SELECT id FROM appointments WHERE person_id = @Person", new { Person = street.PersonId(who) }))).ToString();
}
