using System.Net;
using System.Text.Json.Nodes;
using GridGov.Tests.Features.People;

namespace GridGov.Tests.Features.Auth;

public class SessionTests
{
    static async Task<List<JsonNode>> Sessions(Caller caller) =>
        [.. (await caller.Get("/v1/me/sessions")).ShouldBeOk()["items"]!.AsArray().Select(each => each!)];

    [Fact]
    public async Task My_devices_are_listed_and_a_lost_one_is_signed_out_at_once()
    {
        var street = await TestStreet.New();
        var lost = await street.SignedIn("officer", "phone");
        var desk = await street.SignedIn("officer", "desk");
        var sessions = await Sessions(desk);
        sessions.Select(each => $"{each["device"]} {each["current"]}").ShouldBe(["desk true", "phone false"]);
        sessions[0].AsObject().ContainsKey("usedAt").ShouldBeTrue();

        (await desk.Delete($"/v1/me/sessions/{sessions[1]["id"]}")).ShouldBe(HttpStatusCode.NoContent);
        (await lost.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await Sessions(desk)).ShouldHaveSingleItem();
        (await desk.Delete($"/v1/me/sessions/{sessions[1]["id"]}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Admin()).Get($"/v1/audit?code=end_session&subject={sessions[1]["id"]}&count=true"))["count"]!.GetValue<long>()
            .ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_elses_session_can_be_seen_or_ended()
    {
        var street = await TestStreet.New();
        var officer = await street.SignedIn("officer");
        var worker = await street.SignedIn("worker");
        var id = (string)(await Sessions(officer))[0]["id"]!;
        (await Sessions(worker)).ShouldNotContain(each => (string)each["id"]! == id);
        (await worker.Delete($"/v1/me/sessions/{id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await worker.Delete("/v1/me/sessions/nonsense")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await officer.Get("/v1/me")).ShouldBeOk();
    }

    [Fact]
    public async Task A_refresh_updates_the_last_use_of_a_device_and_one_unused_for_30_days_is_gone()
    {
        var time = TestClock.Starting("2026-05-14 09:00");
        await using var app = new App(time);
        var street = await TestStreet.New(app);
        var phone = (await street.SignIn(await street.WithPassword("officer"), device: "phone")).ShouldBeOk();
        time.Move(TimeSpan.FromDays(29));
        var refreshed = (await app.Nobody().Post("/v1/auth/refresh", new { refreshToken = (string)phone["refreshToken"]! })).ShouldBeOk();
        var session = (await Sessions(street.With(refreshed))).ShouldHaveSingleItem();
        ((string)session["createdAt"]!).ShouldStartWith("2026-05-14T09:00");
        ((string)session["usedAt"]!).ShouldStartWith("2026-06-12T09:00");
        time.Move(TimeSpan.FromDays(30));
        var desk = street.With(await street.SignIn(await street.WithPassword("officer"), device: "desk"));
        ((string)(await Sessions(desk)).ShouldHaveSingleItem()["device"]!).ShouldBe("desk");
    }

    [Fact]
    public async Task An_administrator_signs_somebody_out_everywhere()
    {
        var street = await TestStreet.New();
        var officer = await street.SignedIn("officer");
        var admin = await street.Admin();
        (await admin.Delete($"/v1/people/{street.PersonId("officer")}/sessions")).ShouldBe(HttpStatusCode.NoContent);
        (await officer.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await street.ActionsOn(street.PersonId("officer").ToString())).ShouldBe(["end_sessions"]);
        (await street.SignIn(await street.WithPassword("officer"))).ShouldBeOk();

        (await admin.Delete($"/v1/people/{street.PersonId("supervisor")}/sessions"))
            .ShouldRefuse(HttpStatusCode.Forbidden, "person-above-scope");
        (await admin.Delete($"/v1/people/{admin.Person}/sessions")).ShouldRefuse(HttpStatusCode.Conflict, "own-account");
        (await admin.Delete($"/v1/people/{street.PersonId("outsider")}/sessions")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Head1()).Delete($"/v1/people/{street.PersonId("officer")}/sessions"))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task The_end_of_a_stolen_session_is_in_the_audit()
    {
        var street = await TestStreet.New();
        var first = (await street.SignIn(await street.WithPassword("officer"))).ShouldBeOk();
        async Task<Answer> Refresh(Answer signedIn) =>
            await street.App.Nobody().Post("/v1/auth/refresh", new { refreshToken = (string)signedIn["refreshToken"]! });
        (await Refresh((await Refresh(first)).ShouldBeOk())).ShouldBeOk();
        (await Refresh(first)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
        (await Refresh(first)).ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token");
        (await (await street.Admin())
            .Get($"/v1/audit?code=refresh-token-reused&subject={street.PersonId("officer")}&count=true"))["count"]!.GetValue<long>()
            .ShouldBe(1);
    }
}
