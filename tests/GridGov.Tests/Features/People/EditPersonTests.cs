using System.Net;
using GridGov.Security;

namespace GridGov.Tests.Features.People;

public class EditPersonTests
{
    [Fact]
    public async Task Name_and_phone_change_and_absent_properties_stay()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var added = await street.AddPerson();
        var path = $"/v1/people/{added.Id}";

        var renamed = (await admin.Patch(path, new { name = "王方" }, 1)).ShouldBeOk();
        ((string)renamed["name"]!).ShouldBe("王方");
        ((string)renamed["phone"]!).ShouldBe("13803710001");
        renamed.Header("ETag").ShouldBe("\"2\"");
        ((string?)(await admin.Patch(path, new { phone = "" }, 2)).ShouldBeOk()["phone"]).ShouldBeNull();
        (await street.ActionsOn(added.Id)).ShouldBe(["add", "edit", "edit"]);
    }

    [Fact]
    public async Task A_person_without_a_username_gets_a_unique_one()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var added = (await admin.Post("/v1/people", new { name = "李明" })).ShouldBeCreated();
        var path = $"/v1/people/{added.Id}";
        var username = $"li.ming.{added.Id.ToLowerInvariant()}";
        (await admin.Patch(path, new { username = "Li Ming" }, 1)).ShouldFault("/username", "wrong_format");
        ((string)(await admin.Patch(path, new { username }, 1)).ShouldBeOk()["username"]!).ShouldBe(username);
        var other = (await admin.Post("/v1/people", new { name = "李鸣" })).ShouldBeCreated();
        (await admin.Patch($"/v1/people/{other.Id}", new { username }, 1)).ShouldRefuse(HttpStatusCode.Conflict, "username-taken");
        (await admin.Patch($"/v1/people/{street.PersonId("supervisor")}", new { username = "mine.now" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "person-above-scope");
    }

    [Fact]
    public async Task A_change_that_changes_nothing_leaves_no_trace()
    {
        var street = await TestStreet.New();
        var added = await street.AddPerson();
        (await (await street.Admin()).Patch($"/v1/people/{added.Id}", new { name = "王芳", disabled = false }, 1)).ShouldBeOk()
            .Version.ShouldBe(1);
        (await street.ActionsOn(added.Id)).ShouldBe(["add"]);
    }

    [Fact]
    public async Task A_disabled_person_is_signed_out_at_once_and_may_come_back()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var worker = await street.Worker();
        (await worker.Get("/v1/me")).ShouldBeOk();

        var path = $"/v1/people/{worker.Person}";
        ((bool)(await admin.Patch(path, new { disabled = true }, 1)).ShouldBeOk()["disabled"]!).ShouldBeTrue();
        (await worker.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");

        ((bool)(await admin.Patch(path, new { disabled = false }, 2)).ShouldBeOk()["disabled"]!).ShouldBeFalse();
        // The old session has ended, so the person signs in again.
        (await worker.Get("/v1/me")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await (await street.App.CallerFor(worker.Person)).Get("/v1/me")).ShouldBeOk();
        (await street.ActionsOn(worker.Person.ToString())).ShouldBe(["disable", "enable"]);
    }

    [Fact]
    public async Task Nobody_disables_themself()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        (await admin.Patch($"/v1/people/{admin.Person}", new { disabled = true }, 1)).ShouldRefuse(HttpStatusCode.Conflict, "own-account");
        (await admin.Patch($"/v1/people/{admin.Person}", new { phone = "1380371" }, 1)).ShouldBeOk();
    }

    [Fact]
    public async Task A_person_with_a_post_above_the_callers_scope_is_not_disabled()
    {
        var street = await TestStreet.New();
        var supervisor = street.PersonId("supervisor");
        var path = $"/v1/people/{supervisor}";
        (await (await street.Admin()).Patch(path, new { disabled = true }, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "person-above-scope");
        var countyAdmin = await street.With(PostKind.Administrator, street.County, street.County);
        (await countyAdmin.Patch(path, new { disabled = true }, 1)).ShouldBeOk();
        // The street cannot enable a person whom the county has disabled.
        (await (await street.Admin()).Patch(path, new { disabled = false }, 2))
            .ShouldRefuse(HttpStatusCode.Forbidden, "person-above-scope");
    }

    [Fact]
    public async Task Editing_needs_the_right_the_scope_and_the_latest_version()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var path = $"/v1/people/{street.PersonId("worker")}";
        var body = new { name = "新名" };
        (await admin.Patch(path, body)).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await admin.Patch(path, body, 7)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await (await street.Dispatcher()).Patch(path, body, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await admin.Patch($"/v1/people/{street.PersonId("outsider")}", body, 1)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        // A caller who reads there by one post and manages people elsewhere by another.
        var other = await street.With([(PostKind.Administrator, TestStreet.OutsideStreet), (PostKind.Dispatcher, street.Street)],
            street.Street);
        (await other.Patch(path, body, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await street.ActionsOn(street.PersonId("worker").ToString())).ShouldBeEmpty();
    }

    [Fact]
    public async Task Bad_input_is_reported_with_place_and_rule()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var path = $"/v1/people/{street.PersonId("worker")}";
        (await admin.Patch(path, new { name = " " }, 1)).ShouldFault("/name", "required");
        (await admin.Patch(path, new { phone = "x" }, 1)).ShouldFault("/phone", "wrong_format");
        (await admin.Patch(path, new { grid = "4101" }, 1)).ShouldFault("/grid", "unknown_property");
    }
}
