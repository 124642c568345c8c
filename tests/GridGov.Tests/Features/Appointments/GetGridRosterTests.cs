using System.Net;
using System.Text.Json.Nodes;
using GridGov.Tests.Features.People;

namespace GridGov.Tests.Features.Appointments;

public class GetGridRosterTests
{
    static readonly string[] TenRoles =
    [
        "family_planning", "safety_fire", "peace_building", "community", "petition_mediation",
        "employment", "organization", "culture", "enterprise", "urban_management",
    ];

    [Fact]
    public async Task A_unit_grid_shows_its_heads_its_ten_roles_its_workers_and_its_vacancies()
    {
        var street = await TestStreet.New();
        var roster = (await (await street.Worker()).Get($"/v1/grids/{street.Grid}/roster")).ShouldBeOk();
        ((string)roster["first"]!["person"]!["name"]!).ShouldBe("head3");
        roster["direct"].ShouldBeNull();
        roster["roles"]!.AsArray().Select(role => (string)role!["role"]!).ShouldBe(TenRoles);
        roster["roles"]!.AsArray().Where(role => !(bool)role!["vacant"]!).Select(role => (string)role!["officers"]![0]!["person"]!["name"]!)
            .ShouldBe(["officer"]);
        roster["workers"]!.AsArray().Select(worker => (string)worker!["person"]!["name"]!).ShouldBe(["worker"]);
        roster["children"].ShouldBeNull();
        roster["vacancies"]!.AsArray().Select(Place).ShouldBe(TenRoles[..9].Select(role => $"{street.Grid} {role}"));
    }

    [Fact]
    public async Task A_street_shows_its_instructors_and_counts_for_the_grids_below()
    {
        var testStreet = await TestStreet.New();
        var admin = await testStreet.Admin();
        var street = (await admin.Get($"/v1/grids/{testStreet.Street}/roster")).ShouldBeOk();
        street["roles"]!.AsArray().Where(role => !(bool)role!["vacant"]!).Select(role => (string)role!["officers"]![0]!["person"]!["name"]!)
            .ShouldBe(["instructor"]);
        ((long)street["children"]!["communities"]!).ShouldBe(2);
        ((long)street["children"]!["unitGrids"]!).ShouldBe(3);
        street["vacancies"]!.AsArray().ShouldBeEmpty();
        var community = (await admin.Get($"/v1/grids/{testStreet.OtherCommunity}/roster")).ShouldBeOk();
        ((long)community["children"]!["communities"]!).ShouldBe(0);
        ((long)community["children"]!["unitGrids"]!).ShouldBe(1);
        community["vacancies"]!.AsArray().Select(Place).ShouldBe([$"{testStreet.OtherCommunity} head"]);
    }

    [Fact]
    public async Task A_roster_is_available_for_past_days()
    {
        var street = await TestStreet.New();
        var before = (await (await street.Worker()).Get($"/v1/grids/{street.Grid}/roster?day=2019-12-31")).ShouldBeOk();
        before["first"].ShouldBeNull();
        before["vacancies"]!.AsArray().Count.ShouldBe(11);
    }

    [Fact]
    public async Task A_county_has_no_roster_and_a_grid_outside_the_scope_is_not_found()
    {
        var street = await TestStreet.New();
        (await (await street.Supervisor()).Get($"/v1/grids/{street.County}/roster"))
            .ShouldRefuse(HttpStatusCode.Conflict, "roster-needs-grid");
        (await (await street.Worker()).Get($"/v1/grids/{street.NextGrid}/roster")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Worker()).Get($"/v1/grids/{street.Grid}/roster?day=2026-02-30")).ShouldFault("/day", "wrong_format");
    }

    [Fact]
    public async Task Vacancies_are_the_missing_heads_and_officers_of_the_whole_subtree_in_order()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var expected = new List<string>();
        expected.AddRange(TenRoles[..9].Select(role => $"{street.Grid} {role}"));
        expected.Add($"{street.NextGrid} head");
        expected.AddRange(TenRoles.Select(role => $"{street.NextGrid} {role}"));
        expected.Add($"{street.OtherCommunity} head");
        expected.Add($"{street.OtherGrid} head");
        expected.AddRange(TenRoles[..9].Select(role => $"{street.OtherGrid} {role}"));

        var paged = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await admin.Get($"/v1/grids/{street.Street}/vacancies?limit=10&count=true"
                + (cursor is null ? "" : "&cursor=" + cursor))).ShouldBeOk();
            ((long)page["count"]!).ShouldBe(expected.Count);
            paged.AddRange(page["items"]!.AsArray().Select(Place));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        paged.ShouldBe(expected);
    }

    [Fact]
    public async Task An_officer_fills_a_vacancy_and_a_retired_grid_has_none()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        (await Roles("culture")).ShouldBe([street.Grid, street.NextGrid, street.OtherGrid]);
        (await admin.Post("/v1/appointments",
            new { personId = (await street.AddPerson()).Id, post = "service_officer", grid = street.Grid, role = "culture" }))
                .ShouldBeCreated();
        (await Roles("culture")).ShouldBe([street.NextGrid, street.OtherGrid]);
        await street.App.Db.Write(tx =>
            tx.Execute("UPDATE grids SET retired_at = @Now WHERE code = @Code", new { tx.Now, Code = street.OtherGrid }));
        (await Roles("culture")).ShouldBe([street.NextGrid]);
        (await admin.Get($"/v1/grids/{street.OtherGrid}/roster")).ShouldBeOk()["vacancies"]!.AsArray().ShouldBeEmpty();
        (await Roles("culture", "&day=2019-12-31")).ShouldBe([street.Grid, street.NextGrid]);

        async Task<List<string>> Roles(string role, string more = "") =>
            [.. (await admin.Get($"/v1/grids/{street.Street}/vacancies?role={role}{more}")).ShouldBeOk()["items"]!.AsArray()
                .Select(v => (string)v!["grid"]!["code"]!)];
    }

    [Fact]
    public async Task Vacancies_are_limited_to_the_scope_and_refuse_unknown_parameters()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        (await worker.Get($"/v1/grids/{street.Grid}/vacancies?count=true")).ShouldBeOk()["count"]!.GetValue<long>().ShouldBe(9);
        (await worker.Get($"/v1/grids/{street.Street}/vacancies")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await worker.Get($"/v1/grids/{street.Grid}/vacancies?role=juggling")).ShouldFault("/role", "unknown-role", "unknown-role");
        (await worker.Get($"/v1/grids/{street.Grid}/vacancies?limit=0")).ShouldFault("/limit", "out_of_range");
        (await worker.Get($"/v1/grids/{street.Grid}/vacancies?day=x")).ShouldFault("/day", "wrong_format");
        (await worker.Get($"/v1/grids/{street.Grid}/vacancies?cursor=x")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
        (await (await street.Supervisor()).Get($"/v1/grids/{street.County}/vacancies?count=true")).ShouldBeOk()["count"]!.GetValue<long>()
            .ShouldBe(31);
    }

    static string Place(JsonNode? vacancy) => $"{(string)vacancy!["grid"]!["code"]!} {(string?)vacancy["role"] ?? "head"}";
}
