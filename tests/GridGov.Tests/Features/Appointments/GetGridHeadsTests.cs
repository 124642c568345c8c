using System.Net;
using GridGov.Tests.Features.People;

namespace GridGov.Tests.Features.Appointments;

public class GetGridHeadsTests
{
    [Fact]
    public async Task Heads_are_available_for_past_days()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var today = street.Today();
        var old = (string)(await admin.Get($"/v1/appointments?person={street.PersonId("head3")}")).ShouldBeOk()["items"]![0]!["id"]!;
        (await admin.Post($"/v1/appointments/{old}/end", new { reason = "届满" }, 1)).ShouldBeOk();
        (await Heads(today)).ShouldBe((null, null));

        var next = (await admin.Post("/v1/appointments",
            new { personId = (await street.AddPerson("继任")).Id, post = "grid_head", grid = street.Grid, responsibility = "first" }))
                .ShouldBeCreated();
        var direct = (await admin.Post("/v1/appointments",
            new { personId = street.PersonId("worker").ToString(), post = "grid_head", grid = street.Grid, responsibility = "direct" }))
                .ShouldBeCreated();
        (await Heads(today)).ShouldBe((null, null), "nobody is head before another administrator has confirmed it");
        await street.Confirm(next);
        await street.Confirm(direct);

        (await Heads(null)).ShouldBe(("继任", "worker"));
        (await Heads(today)).ShouldBe(("继任", "worker"));
        (await Heads(today.AddDays(-1))).ShouldBe(("head3", null));
        (await Heads(new DateOnly(2020, 1, 1))).ShouldBe(("head3", null));
        (await Heads(new DateOnly(2019, 12, 31))).ShouldBe((null, null));
        var answer = (await admin.Get($"/v1/grids/{street.Grid}/heads")).ShouldBeOk();
        ((string)answer["first"]!["appointmentId"]!).ShouldBe(next.Id);
        ((string)answer["first"]!["from"]!).ShouldBe(today.Iso());

        async Task<(string?, string?)> Heads(DateOnly? day)
        {
            var heads = (await admin.Get($"/v1/grids/{street.Grid}/heads" + (day is { } d ? $"?day={d.Iso()}" : ""))).ShouldBeOk();
            return ((string?)heads["first"]?["person"]!["name"], (string?)heads["direct"]?["person"]!["name"]);
        }
    }

    [Fact]
    public async Task Every_grid_of_the_three_levels_has_heads_and_a_county_has_none()
    {
        var street = await TestStreet.New();
        var supervisor = await street.Supervisor();
        foreach (var (grid, head) in new[] { (street.Street, "head1"), (street.Community, "head2"), (street.Grid, "head3") })
            ((string)(await supervisor.Get($"/v1/grids/{grid}/heads")).ShouldBeOk()["first"]!["person"]!["name"]!).ShouldBe(head);
        (await supervisor.Get($"/v1/grids/{street.County}/heads")).ShouldRefuse(HttpStatusCode.Conflict, "roster-needs-grid");
    }

    [Fact]
    public async Task Grids_outside_the_scope_and_unreadable_days_are_refused()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        (await worker.Get($"/v1/grids/{street.NextGrid}/heads")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await worker.Get("/v1/grids/nonsense/heads")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await worker.Get($"/v1/grids/{street.Grid}/heads?day=yesterday")).ShouldFault("/day", "wrong_format");
        (await street.App.Nobody().Get($"/v1/grids/{street.Grid}/heads")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }
}
