using System.Net;
using GridGov.Security;
using GridGov.Tests.Features.People;

namespace GridGov.Tests.Features.Appointments;

public class ReadAppointmentsTests
{
    [Fact]
    public async Task Appointments_are_filtered_by_person_grid_post_role_and_day()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        (await Names("post=grid_head")).ShouldBe(["head1", "head2", "head3"]);
        (await Names("grid=" + street.Community)).ShouldBe(["head2", "head3", "worker", "officer"]);
        (await Names("role=urban_management")).ShouldBe(["officer", "otherOfficer", "instructor"]);
        (await Names("person=" + street.PersonId("worker"))).ShouldBe(["worker"]);
        (await Names("post=inspector&day=2020-01-01")).ShouldBe(["inspector"]);
        (await Names("post=inspector&day=2019-12-31")).ShouldBeEmpty();
        (await Names("person=" + street.PersonId("supervisor"))).ShouldBeEmpty();
        (await Names("grid=" + TestStreet.OutsideStreet)).ShouldBeEmpty();

        async Task<List<string>> Names(string query) =>
            [.. (await admin.Get("/v1/appointments?" + query)).ShouldBeOk()["items"]!.AsArray()
                .Select(item => (string)item!["person"]!["name"]!)];
    }

    [Fact]
    public async Task The_list_pages_to_its_end_and_counts_exactly()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var whole = (await admin.Get("/v1/appointments?count=true")).ShouldBeOk();
        var first = (await admin.Get("/v1/appointments?limit=7")).ShouldBeOk();
        var second = (await admin.Get($"/v1/appointments?limit=7&cursor={(string)first["next"]!}")).ShouldBeOk();
        ((string?)second["next"]).ShouldBeNull();
        var paged = first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => (string)item!["id"]!).ToList();
        paged.ShouldBe(whole["items"]!.AsArray().Select(item => (string)item!["id"]!));
        ((long)whole["count"]!).ShouldBe(paged.Count);
        (await admin.Get($"/v1/appointments?day=2026-01-01&cursor={(string)first["next"]!}"))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
    }

    [Fact]
    public async Task One_appointment_is_read_within_the_scope_only()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var id = (string)(await admin.Get("/v1/appointments?post=instructor")).ShouldBeOk()["items"]![0]!["id"]!;
        var one = (await admin.Get("/v1/appointments/" + id)).ShouldBeOk();
        one.Header("ETag").ShouldBe("\"1\"");
        // The response contains names that change without its version, so it is never 304.
        (await admin.Get("/v1/appointments/" + id, ("If-None-Match", "\"1\""))).ShouldBeOk();
        (await (await street.Outsider()).Get("/v1/appointments/" + id)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Worker()).Get("/v1/appointments/" + id)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await street.App.Nobody().Get("/v1/appointments/" + id)).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task A_post_for_the_whole_deployment_is_seen_only_by_callers_of_that_scope()
    {
        var street = await TestStreet.New();
        var root = await street.With(PostKind.Administrator, "*", "*");
        var held = (await root.Get($"/v1/appointments?person={root.Person}")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)held["grid"]!["code"]!).ShouldBe("*");
        ((string?)held["grid"]!["name"]).ShouldBeNull();
        (await (await street.Supervisor()).Get($"/v1/appointments?person={root.Person}")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("limit=0", "/limit", "out_of_range")]
    [InlineData("person=x", "/person", "wrong_format")]
    [InlineData("grid=4", "/grid", "wrong_format")]
    [InlineData("post=king", "/post", "unknown_code")]
    [InlineData("day=20260101", "/day", "wrong_format")]
    public async Task Bad_filters_are_reported_by_name(string query, string pointer, string code) =>
        (await (await (await TestStreet.New()).Admin()).Get("/v1/appointments?" + query)).ShouldFault(pointer, code);
}
