using System.Net;
using System.Text.Json.Nodes;
using GridGov.Data;

namespace GridGov.Tests.Features.People;

public class ReadPeopleTests
{
    [Fact]
    public async Task A_person_shows_the_posts_held_today()
    {
        var street = await TestStreet.New();
        var head = (await (await street.Admin()).Get($"/v1/people/{street.PersonId("head1")}")).ShouldBeOk();
        head.Header("ETag").ShouldBe("\"1\"");
        var post = head["appointments"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)post["post"]!).ShouldBe("grid_head");
        ((string)post["responsibility"]!).ShouldBe("first");
        ((string)post["grid"]!).ShouldBe(street.Street);
        ((string)post["from"]!).ShouldBe("2020-01-01");
    }

    [Fact]
    public async Task A_phone_is_shown_to_those_who_manage_people_only()
    {
        var street = await TestStreet.New();
        var added = await street.AddPerson();
        foreach (var (caller, phone) in new[] { (await street.Admin(), "13803710001"), (await street.Head1(), null) })
        {
            ((string?)(await caller.Get($"/v1/people/{added.Id}")).ShouldBeOk()["phone"]).ShouldBe(phone);
            var listed = (await caller.Get("/v1/people?q=王芳")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;
            ((string?)listed["phone"]).ShouldBe(phone);
        }
    }

    [Fact]
    public async Task A_phone_is_stored_encrypted_only()
    {
        var street = await TestStreet.New();
        var added = await street.AddPerson();
        await ShouldBeEncrypted(added.Id, "13803710001");
        (await (await street.Admin()).Patch($"/v1/people/{added.Id}", new { phone = "13803710002" }, added.Version)).ShouldBeOk();
        await ShouldBeEncrypted(added.Id, "13803710002");
        (await (await street.Admin()).Patch($"/v1/people/{added.Id}", new { phone = "" }, added.Version + 1)).ShouldBeOk();
        (await Stored(App.Shared, added.Id)).ShouldBe((null, null));
    }

    [Fact]
    public async Task Phones_that_an_earlier_version_stored_are_encrypted_at_the_start()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var admin = await street.Admin();
        await app.Db.Write(tx => tx.Execute("UPDATE people SET phone = '13803710009' WHERE grid_code = @Street", new { street.Street }));
        await using var restarted = app.StartSecondServer();
        var again = await restarted.CallerFor(admin.Person);
        ((string?)(await again.Get($"/v1/people/{admin.Person}")).ShouldBeOk()["phone"]).ShouldBe("13803710009");
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM people WHERE phone IS NOT NULL"))).ShouldBe(0);
    }

    static async Task ShouldBeEncrypted(string person, string phone)
    {
        var (plain, encrypted) = await Stored(App.Shared, person);
        plain.ShouldBeNull();
        encrypted.ShouldNotBeNull().ShouldStartWith("k");
        encrypted.ShouldNotContain(phone);
    }

    static Task<(string? Plain, string? Encrypted)> Stored(App app, string person)
    {
        Id.TryParseExact(person, out var id).ShouldBeTrue();
        return app.Db.Read(tx =>
            tx.QuerySingle<(string?, string?)>("SELECT phone, encrypted_phone FROM people WHERE id = @Id", new { Id = id }));
    }

    [Fact]
    public async Task A_person_kept_outside_the_scope_is_not_found()
    {
        var street = await TestStreet.New();
        var outside = $"/v1/people/{street.PersonId("outsider")}";
        (await (await street.Admin()).Get(outside)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Admin()).Get("/v1/people/nonsense")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Outsider()).Get($"/v1/people/{street.PersonId("head1")}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        (await (await street.Worker()).Get("/v1/people?count=true"))["count"]!.GetValue<long>().ShouldBe(0);
        (await street.App.Nobody().Get(outside)).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task People_are_filtered_by_name_username_unit_post_and_role()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var username = PeopleSteps.NewUsername();
        await street.AddPerson("欧阳%修", username);

        (await Names("q=阳%25")).ShouldBe(["欧阳%修"]);
        (await Names("q=_修")).ShouldBeEmpty();
        (await Names("q=" + username[..20].ToUpperInvariant())).ShouldBe(["欧阳%修"]);
        (await Names("q=" + username[1..])).ShouldBeEmpty();
        (await Names("post=service_officer")).ShouldBe(["officer", "otherOfficer"]);
        (await Names("role=urban_management")).ShouldBe(["officer", "otherOfficer", "instructor"]);
        (await Names("role=urban_management&post=instructor")).ShouldBe(["instructor"]);
        (await Names("role=culture")).ShouldBeEmpty();
        (await Names("grid=" + street.Community)).ShouldBeEmpty();
        (await Names("grid=" + TestStreet.OutsideStreet)).ShouldBeEmpty();

        async Task<List<string>> Names(string query) =>
            [.. (await admin.Get("/v1/people?" + query)).ShouldBeOk()["items"]!.AsArray().Select(Name)];
    }

    [Fact]
    public async Task The_list_pages_to_its_end_and_counts_exactly()
    {
        var street = await TestStreet.New();
        var admin = await street.Admin();
        var whole = (await admin.Get("/v1/people?limit=200&count=true")).ShouldBeOk();
        var names = whole["items"]!.AsArray().Select(Name).ToList();
        ((long)whole["count"]!).ShouldBe(names.Count);

        var paged = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await admin.Get("/v1/people?limit=4" + (cursor is null ? "" : "&cursor=" + cursor))).ShouldBeOk();
            paged.AddRange(page["items"]!.AsArray().Select(Name));
            cursor = (string?)page["next"];
            (page.Header("Link") is not null).ShouldBe(cursor is not null);
        }
        while (cursor is not null);
        paged.ShouldBe(names);

        var first = (await admin.Get("/v1/people?limit=4")).ShouldBeOk();
        (await admin.Get($"/v1/people?q=x&cursor={(string)first["next"]!}")).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
    }

    [Theory]
    [InlineData("limit=0", "/limit", "out_of_range")]
    [InlineData("limit=201", "/limit", "out_of_range")]
    [InlineData("q=%20", "/q", "wrong_length")]
    [InlineData("grid=41x", "/grid", "wrong_format")]
    [InlineData("post=king", "/post", "unknown_code")]
    public async Task Bad_filters_are_reported_by_name(string query, string pointer, string code) =>
        (await (await (await TestStreet.New()).Admin()).Get("/v1/people?" + query)).ShouldFault(pointer, code);

    static string Name(JsonNode? person) => (string)person!["name"]!;
}
