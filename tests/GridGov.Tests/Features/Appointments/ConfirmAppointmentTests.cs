using System.Net;
using GridGov.Data;
using GridGov.Security;
using GridGov.Tests.Features.People;

namespace GridGov.Tests.Features.Appointments;

/// <summary>Posts that read confidential things give no rights before another administrator has confirmed them.</summary>
public class ConfirmAppointmentTests
{
    const string Path = "/v1/appointments";

    [Theory]
    [InlineData(PostKind.GridHead, true)]
    [InlineData(PostKind.GridWorker, false)]
    [InlineData(PostKind.ServiceOfficer, false)]
    [InlineData(PostKind.Instructor, false)]
    [InlineData(PostKind.DepartmentHandler, false)]
    [InlineData(PostKind.Dispatcher, true)]
    [InlineData(PostKind.Inspector, true)]
    [InlineData(PostKind.Supervisor, true)]
    [InlineData(PostKind.Administrator, true)]
    public void Posts_that_unmask_others_reports_or_manage_people_need_it(PostKind post, bool needed) =>
        PostRights.NeedsConfirmation(post).ShouldBe(needed);

    [Fact]
    public async Task A_pending_appointment_gives_no_rights_and_says_what_to_do()
    {
        var street = await TestStreet.New();
        var (admin, second) = (await street.Admin(), await SecondAdmin(street));
        var person = await NewPerson(street);
        var made = await Appoint(street, person.Person);
        Status(made).ShouldBe("pending");
        ((string)made["createdBy"]!["id"]!).ShouldBe(admin.Person.ToString());
        ((string)made["next"]!["en"]!).ShouldContain($"POST /v1/appointments/{made.Id}/confirm");
        ((string)made["next"]!["zh"]!).ShouldContain("另一名");
        (await person.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await person.Get("/v1/me")).ShouldBeOk()["posts"]!.AsArray().ShouldBeEmpty();
        ((string)(await admin.Get($"/v1/people/{person.Person}")).ShouldBeOk()["appointments"]![0]!["status"]!).ShouldBe("pending");
        (await admin.Get($"/v1/people?post=dispatcher&count=true")).ShouldBeOk()["count"]!.GetValue<long>().ShouldBe(1);
        var listed = (await admin.Get($"{Path}?status=pending")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)listed["createdBy"]!["name"]!).ShouldBe("admin");
        var told = (await second.Get("/v1/me/notifications")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)told["kind"]!).ShouldBe("confirmation_asked");
        ((string)told["text"]!["zh"]!).ShouldStartWith("admin任命");
        ((string)told["text"]!["zh"]!).ShouldContain("受理派遣员（试街道）");
        (await admin.Get("/v1/me/notifications")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();

        var confirmed = (await Confirm(second, made)).ShouldBeOk();
        Status(confirmed).ShouldBe("effective");
        ((string)confirmed["confirmedBy"]!["id"]!).ShouldBe(second.Person.ToString());
        confirmed["next"].ShouldBeNull();
        confirmed.Header("ETag").ShouldBe("\"2\"");
        (await person.Get("/v1/tickets")).ShouldBeOk();
        ((string)(await admin.Get("/v1/me/notifications")).ShouldBeOk()["items"]![0]!["kind"]!).ShouldBe("appointment_confirmed");
        ((string)(await person.Get("/v1/me/notifications")).ShouldBeOk()["items"]![0]!["kind"]!).ShouldBe("appointment_confirmed");
        (await street.ActionsOn(made.Id)).ShouldBe(["appoint", "confirm"]);
        var audited = (await admin.Get($"/v1/audit?subject={made.Id}&code=confirm")).ShouldBeOk()["items"]!.AsArray()
            .ShouldHaveSingleItem()!;
        ((string)audited["by"]!["id"]!).ShouldBe(second.Person.ToString());
        ((string)audited["details"]!["status"]!).ShouldBe("effective");
    }

    [Fact]
    public async Task Neither_the_maker_nor_the_appointee_nor_who_gave_access_confirms_or_refuses()
    {
        var street = await TestStreet.New();
        var (admin, second, third) = (await street.Admin(), await SecondAdmin(street), await SecondAdmin(street));
        var made = await Appoint(street, admin.Person);
        await RefusedTwice(admin, made);
        var other = await Appoint(street, second.Person);
        await RefusedTwice(second, other);
        await RefusedTwice(admin, other);
        // The one who set the password could sign in as the appointee.
        var (person, _) = await WithUsername(street);
        (await third.Put($"/v1/people/{person}/password", new { password = "kx3fa-9qmwe-27bnd" }, 1)).ShouldBe(HttpStatusCode.NoContent);
        var given = await Appoint(street, person);
        ((string)given["accessGivenBy"]!["id"]!).ShouldBe(third.Person.ToString());
        await RefusedTwice(third, given);
        (await Confirm(second, given)).ShouldBeOk();

        static async Task RefusedTwice(Caller caller, Answer appointment)
        {
            var refused = (await Confirm(caller, appointment)).ShouldRefuse(HttpStatusCode.Forbidden, "confirmation-by-another");
            ((string)refused["detail"]!).ShouldStartWith("Another administrator decides this");
            (await caller.Post($"{Path}/{appointment.Id}/refuse", new { reason = "x" }, appointment.Version))
                .ShouldRefuse(HttpStatusCode.Forbidden, "confirmation-by-another");
        }
    }

    [Fact]
    public async Task An_administrator_who_was_not_confirmed_confirms_nobody()
    {
        var street = await TestStreet.New();
        var puppet = await NewPerson(street);
        var asAdmin = await Appoint(street, puppet.Person, "administrator");
        var asDispatcher = await Appoint(street, (await street.Admin()).Person);
        (await Confirm(puppet, asDispatcher)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await Confirm(puppet, asAdmin)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        await street.Confirm(asAdmin);
        (await Confirm(puppet, asDispatcher)).ShouldBeOk();
    }

    [Theory]
    [InlineData("zh-CN", "须由另一名管理员决定", "该任命无须确认。", "只有上级网格的管理岗位")]
    [InlineData("en", "Another administrator decides", "The appointment does not await a confirmation.", "Only a post that manages")]
    public async Task The_refusals_are_sentences_in_both_languages(string language, string another, string notPending, string above)
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        admin.Http.DefaultRequestHeaders.Add("Accept-Language", language);
        var made = await Appoint(street, street.PersonId("worker"));
        ((string)(await Confirm(admin, made)).ShouldRefuse(HttpStatusCode.Forbidden, "confirmation-by-another")["detail"]!)
            .ShouldStartWith(another);
        await street.Confirm(made);
        ((string)(await admin.Post($"{Path}/{made.Id}/confirm", null, 2))
            .ShouldRefuse(HttpStatusCode.Conflict, "appointment-not-pending")["detail"]!).ShouldBe(notPending);
        ((string)(await admin.Post(Path, new
        {
            personId = street.PersonId("officer").ToString(), post = "inspector", grid = street.Street, from = "2020-01-01",
        })).ShouldRefuse(HttpStatusCode.Forbidden, "backdating-not-allowed")["detail"]!).ShouldStartWith(above);
    }

    [Fact]
    public async Task Confirming_needs_the_right_the_scope_the_version_and_a_living_appointment()
    {
        var street = await TestStreet.New();
        var root = await street.RootAdmin();
        var admin = await street.Admin();
        var (person, _) = await WithUsername(street);
        var made = await Appoint(street, person);
        var path = $"{Path}/{made.Id}/confirm";
        (await street.App.Nobody().Post(path, null, 1)).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await (await street.Supervisor()).Post(path, null, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.With([(PostKind.Administrator, TestStreet.OutsideStreet), (PostKind.Inspector, street.Street)], street.Street))
            .Post(path, null, 1)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.With(PostKind.Administrator, TestStreet.OutsideStreet, TestStreet.OutsideStreet)).Post(path, null, 1))
            .ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await root.Post(path, null)).ShouldRefuse((HttpStatusCode)428, "if-match-required");
        (await root.Post(path, null, 7)).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await root.Post($"{Path}/{made.Id}/refuse", new { reason = "" }, 1)).ShouldFault("/reason", "required");
        (await admin.Patch($"/v1/people/{person}", new { disabled = true }, 1)).ShouldBeOk();
        (await root.Post(path, null, 1)).ShouldRefuse(HttpStatusCode.Conflict, "person-disabled");
        (await admin.Post($"{Path}/{made.Id}/end", new { }, 1)).ShouldBeOk();
        (await root.Post(path, null, 2)).ShouldRefuse(HttpStatusCode.Conflict, "appointment-ended");
        (await root.Post($"{Path}/{made.Id}/refuse", new { reason = "x" }, 2)).ShouldRefuse(HttpStatusCode.Conflict, "appointment-ended");
        (await street.ActionsOn(made.Id)).ShouldBe(["appoint", "end"]);
    }

    [Fact]
    public async Task A_refused_appointment_never_gives_rights_and_leaves_the_post_free()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var person = await NewPerson(street);
        var body = new { personId = person.Person.ToString(), post = "grid_head", grid = street.NextGrid, responsibility = "first" };
        var made = (await admin.Post(Path, body)).ShouldBeCreated();
        (await admin.Post(Path, body with { personId = street.PersonId("officer").ToString() }))
            .ShouldRefuse(HttpStatusCode.Conflict, "post-already-held");
        var refused = (await (await street.RootAdmin()).Post($"{Path}/{made.Id}/refuse", new { reason = "须先完成保密培训" }, 1)).ShouldBeOk();
        Status(refused).ShouldBe("refused");
        ((string)refused["endReason"]!).ShouldBe("须先完成保密培训");
        (await person.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.RootAdmin()).Post($"{Path}/{made.Id}/confirm", null, 2))
            .ShouldRefuse(HttpStatusCode.Conflict, "appointment-not-pending");
        (await admin.Post($"{Path}/{made.Id}/end", new { }, 2)).ShouldRefuse(HttpStatusCode.Conflict, "appointment-ended");
        var told = (await admin.Get("/v1/me/notifications")).ShouldBeOk()["items"]![0]!;
        ((string)told["kind"]!).ShouldBe("appointment_refused");
        ((string)told["text"]!["en"]!).ShouldEndWith("须先完成保密培训");
        (await admin.Post(Path, body)).ShouldBeCreated();
        (await street.ActionsOn(made.Id)).ShouldBe(["appoint", "refuse"]);
    }

    [Fact]
    public async Task Of_two_confirmations_at_once_one_succeeds()
    {
        var street = await TestStreet.New();
        var made = await Appoint(street, street.PersonId("worker"));
        var callers = new[] { await SecondAdmin(street), await SecondAdmin(street), await street.RootAdmin() };
        var answers = await Task.WhenAll(callers.Select(caller => Confirm(caller, made)));
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        foreach (var late in answers.Where(answer => answer.Status != HttpStatusCode.OK))
            late.ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        (await street.ActionsOn(made.Id)).ShouldBe(["appoint", "confirm"]);
    }

    [Fact]
    public async Task Many_are_confirmed_in_one_call_with_a_result_each()
    {
        var street = await TestStreet.New();
        var second = await SecondAdmin(street);
        var (first, own, done) = (await Appoint(street, street.PersonId("worker")), await Appoint(street, second.Person, "inspector"),
            await Appoint(street, street.PersonId("officer"), "inspector"));
        await street.Confirm(done);
        var elsewhere = await Appoint(await TestStreet.New(), street.PersonId("worker"), asRoot: true);
        string[] ids = [first.Id, own.Id, done.Id, elsewhere.Id, "01K4V6J0Q8Z3R"];
        var answer = (await second.Post($"{Path}/confirm", new { ids })).ShouldBeOk();
        ((int)answer["confirmed"]!).ShouldBe(1);
        answer["items"]!.AsArray().Select(item => (string)item!["id"]!).ShouldBe(ids);
        answer["items"]!.AsArray().Select(item => (string?)item!["problem"]?["code"])
            .ShouldBe([null, "confirmation-by-another", "appointment-not-pending", "not-found", "not-found"]);
        ((string)answer["items"]![0]!["appointment"]!["status"]!).ShouldBe("effective");
        ((int)answer["items"]![1]!["problem"]!["status"]!).ShouldBe(403);
        (await street.ActionsOn(first.Id)).ShouldBe(["appoint", "confirm"]);
        (await street.ActionsOn(own.Id)).ShouldBe(["appoint"]);
        (await second.Post($"{Path}/confirm", new { ids = Array.Empty<string>() })).ShouldFault("/ids", "required");
        (await second.Post($"{Path}/confirm", new { ids = new[] { first.Id, first.Id } })).ShouldFault("/ids", "duplicate");
        (await second.Post($"{Path}/confirm", new { ids = Enumerable.Range(1, 201).Select(i => new Id(i).ToString()) }))
            .ShouldFault("/ids", "too_many");
        (await (await street.Supervisor()).Post($"{Path}/confirm", new { ids })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
    }

    [Fact]
    public async Task Rosters_and_vacancies_say_pending()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var made = (await admin.Post(Path,
            new { personId = street.PersonId("worker").ToString(), post = "grid_head", grid = street.NextGrid, responsibility = "first" }))
                .ShouldBeCreated();
        var roster = (await admin.Get($"/v1/grids/{street.NextGrid}/roster")).ShouldBeOk();
        roster["first"].ShouldBeNull();
        var waiting = roster["pending"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)waiting["appointmentId"]!).ShouldBe(made.Id);
        ((string)waiting["createdBy"]!["name"]!).ShouldBe("admin");
        roster["vacancies"]!.AsArray().Select(vacancy => (bool)vacancy!["pending"]!).ShouldBe([true, .. Enumerable.Repeat(false, 10)]);
        var vacancies = (await admin.Get($"/v1/grids/{street.NextGrid}/vacancies")).ShouldBeOk()["items"]!.AsArray();
        vacancies.Select(vacancy => (bool)vacancy!["pending"]!).ShouldBe([true, .. Enumerable.Repeat(false, 10)]);
        await street.Confirm(made);
        roster = (await admin.Get($"/v1/grids/{street.NextGrid}/roster")).ShouldBeOk();
        ((string)roster["first"]!["person"]!["name"]!).ShouldBe("worker");
        roster["pending"]!.AsArray().ShouldBeEmpty();
        (await admin.Get($"/v1/grids/{street.NextGrid}/vacancies?count=true")).ShouldBeOk()["count"]!.GetValue<long>().ShouldBe(10);
    }

    [Fact]
    public async Task A_first_day_before_today_needs_an_administrator_above()
    {
        var street = await TestStreet.New();
        var (admin, root) = (await street.Admin(), await street.RootAdmin());
        var yesterday = street.Today().AddDays(-1).Iso();
        object Body(string post, string grid, string from) =>
            new { personId = street.PersonId("officer").ToString(), post, grid, from };
        (await admin.Post(Path, Body("inspector", street.Street, yesterday)))
            .ShouldRefuse(HttpStatusCode.Forbidden, "backdating-not-allowed");
        (await root.Post(Path, Body("administrator", "*", yesterday)))
            .ShouldRefuse(HttpStatusCode.Forbidden, "backdating-not-allowed");
        (await admin.Post(Path, Body("grid_worker", street.NextGrid, yesterday))).ShouldBeCreated();
        (await root.Post(Path, Body("inspector", street.Street, yesterday))).ShouldBeCreated();
        (await admin.Post(Path, Body("dispatcher", street.Street, street.Today().AddDays(3).Iso()))).ShouldBeCreated();
    }

    static string Status(Answer appointment) => (string)appointment["status"]!;

    static Task<Answer> Confirm(Caller caller, Answer made) => caller.Post($"{Path}/{made.Id}/confirm", null, made.Version);

    static Task<Caller> SecondAdmin(TestStreet street) => street.With(PostKind.Administrator, street.Street, street.Street);

    static async Task<Caller> NewPerson(TestStreet street) => await street.App.CallerFor((await WithUsername(street)).Person);

    static async Task<(Id Person, string Username)> WithUsername(TestStreet street)
    {
        var username = PeopleSteps.NewUsername();
        Id.TryParseExact((await street.AddPerson(username: username)).Id, out var id).ShouldBeTrue();
        return (id, username);
    }

    static async Task<Answer> Appoint(TestStreet street, Id person, string post = "dispatcher", bool asRoot = false) =>
        (await (asRoot ? await street.RootAdmin() : await street.Admin())
            .Post(Path, new { personId = person.ToString(), post, grid = street.Street })).ShouldBeCreated();
}
