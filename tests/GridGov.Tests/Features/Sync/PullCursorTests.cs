using System.Buffers.Text;
using System.Net;
using System.Text;
using GridGov.Security;
using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Sync;

/// <summary>A cursor is continued by the same person with the same posts within 30 days; and what the days do without events.</summary>
public class PullCursorTests(PullServer server) : IClassFixture<PullServer>
{
    static Task<Answer> Pull(Caller caller, string cursor) => caller.Get($"/v1/sync/pull?cursor={cursor}");

    [Fact]
    public async Task A_cursor_that_cannot_be_read_is_refused()
    {
        var street = await TestStreet.New(server.App);
        var worker = await street.Worker();
        string[] texts = ["a|b|c", "a|1|2|20261399|0|0|20260101||", "a|1|2|20261101|3|0|20260101||", "a|1|2|20261101|0|99|20260101||"];
        foreach (var cursor in texts.Select(text => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))).Concat(["x", "!!"]))
            (await Pull(worker, cursor)).ShouldRefuse(HttpStatusCode.BadRequest, "invalid-cursor");
        (await worker.Get("/v1/sync/pull?limit=2001")).ShouldFault("/limit", "out_of_range");
        (await worker.Get("/v1/sync/pull?limit=0")).ShouldFault("/limit", "out_of_range");
        (await App.Shared.Nobody().Get("/v1/sync/pull")).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task A_page_ends_after_much_data_and_the_copy_is_complete()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        await TestBoundaries.Import(street);
        var points = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"[113.{6_500_000 + i},34.7512345]"));
        var shape = $$"""{"type":"Polygon","coordinates":[[{{points}}]]}""";
        await app.Db.Write(tx => tx.Execute("UPDATE grid_boundaries SET shape = @Shape WHERE length(grid_code) = 15", new { Shape = shape }));
        var copy = new PhoneCopy(await street.Head1());
        (await copy.PullPage(limit: 2000)).ShouldBeTrue("all of it has more than 4 MB, though few entries");
        copy.Ids("boundary").Count().ShouldBeInRange(1, 5);
        await copy.Pull(limit: 2000);
        copy.Ids("boundary").Count().ShouldBe(6);
        await copy.ShouldEqualNewCopy();
    }

    [Fact]
    public async Task A_cursor_of_somebody_else_or_of_other_posts_is_refused_with_what_to_do()
    {
        var street = await TestStreet.New(server.App);
        var (worker, officer) = (await street.Worker(), await street.Officer());
        var cursor = (await PhoneCopy.Of(worker)).Cursor!;
        (await Pull(worker, cursor)).ShouldBeOk();
        var refused = (await Pull(officer, cursor)).ShouldRefuse(HttpStatusCode.Conflict, "cursor-of-another-scope");
        ((string)refused["detail"]!).ShouldContain("without a cursor");
        ((string)refused["detail"]!).ShouldContain("keep the acts");
        var chinese = await worker.Get($"/v1/sync/pull?cursor={(await PhoneCopy.Of(officer)).Cursor}", ("Accept-Language", "zh-CN"));
        ((string)chinese["detail"]!).ShouldContain("请不带游标重新拉取");

        (await (await street.Admin()).Post("/v1/appointments", new
        {
            personId = street.PersonId("worker").ToString(), post = "grid_worker", grid = street.NextGrid,
        })).ShouldBeCreated();
        (await Pull(worker, cursor)).ShouldRefuse(HttpStatusCode.Conflict, "cursor-of-another-scope");
        (await PhoneCopy.Of(worker)).Ids("grid").ShouldBe([street.Grid, street.NextGrid], ignoreOrder: true);
    }

    [Fact]
    public async Task A_position_that_the_journal_does_not_have_is_expired()
    {
        var street = await TestStreet.New(server.App);
        var worker = await street.Worker();
        await street.File();
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars((await PhoneCopy.Of(worker)).Cursor!)).Split('|');
        foreach (var (index, value) in new[] { (1, "999999999"), (2, "1") })
        {
            var forged = parts.Select((part, i) => i == index ? value : part);
            (await Pull(worker, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('|', forged)))))
                .ShouldRefuse(HttpStatusCode.Gone, "cursor-expired");
        }
    }

    [Fact]
    public async Task A_forged_cursor_shows_nothing_of_others()
    {
        var street = await TestStreet.New(server.App);
        var filed = await street.File();
        var outsider = await street.Outsider();
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars((await PhoneCopy.Of(outsider)).Cursor!)).Split('|');
        // The beginning of the journal, and each phase from its beginning.
        foreach (var (phase, seq, at) in new[] { ("1", "0", "0"), ("0", parts[1], parts[2]), ("2", parts[1], parts[2]) })
        {
            parts[1] = seq;
            parts[2] = at;
            parts[4] = phase;
            parts[3] = "20261101";
            var cursor = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('|', parts)));
            var answer = await Pull(outsider, cursor);
            answer.Text.ShouldNotContain(filed.Id);
            answer.Text.ShouldNotContain(street.Street);
        }
    }

    [Fact]
    public async Task After_thirty_days_a_cursor_is_expired_and_what_ended_leaves_the_copy()
    {
        var clock = TestClock.Starting("2026-11-02 10:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var (closed, open) = (await street.Closed(), await street.File());
        var ending = await street.App.Db.Write(async tx =>
        {
            var person = await TestStreet.AddPerson(tx, "leaving", street.Grid);
            await TestStreet.Appoint(tx, person, PostKind.ServiceOfficer, street.Grid, "culture");
            await tx.Execute("UPDATE appointments SET to_day = 20261110 WHERE person_id = @person", new { person });
            return person;
        });
        var copies = new[] { await PhoneCopy.Of(await street.Head1()), await PhoneCopy.Of(await street.Head3()) };
        var old = copies[0].Cursor!;
        copies[1].Ids("ticket").ShouldBe([closed.Id, open.Id], ignoreOrder: true);
        copies[1].Data("person", ending.ToString())["appointments"]!.AsArray().ShouldHaveSingleItem();
        await MoveTo("2026-11-20 10:00");
        foreach (var copy in copies)
        {
            await copy.Pull(limit: 1);
            await copy.ShouldEqualNewCopy();
            await copy.ShouldEqualAnswers();
        }
        copies[1].Data("person", ending.ToString())["appointments"]!.AsArray().ShouldBeEmpty();
        copies[1].Changes.Count(change => change.StartsWith("remove appointment", StringComparison.Ordinal)).ShouldBe(1);

        await MoveTo("2026-12-03 10:00");
        foreach (var (language, words) in new[] { ("en", new[] { "older than 30 days", "Start over without a cursor", "keep the acts" }),
            ("zh-CN", ["超过 30 天", "请不带游标重新拉取", "尚未上传的操作请保留"]) })
        {
            var expired = (await copies[0].Caller.Get($"/v1/sync/pull?cursor={old}", ("Accept-Language", language)))
                .ShouldRefuse(HttpStatusCode.Gone, "cursor-expired");
            foreach (var word in words)
                ((string)expired["detail"]!).ShouldContain(word);
        }
        // As it says: without a cursor a new copy begins.
        await (await PhoneCopy.Of(copies[0].Caller)).ShouldEqualAnswers();
        foreach (var copy in copies)
        {
            await copy.Pull();
            copy.Changes.ShouldBe([$"remove ticket {closed.Id}"]);
            await copy.ShouldEqualNewCopy();
        }
        await MoveTo("2026-12-04 10:00");
        await copies[0].Pull();
        copies[0].Changes.ShouldBeEmpty();

        async Task MoveTo(string local)
        {
            clock.MoveTo(local);
            foreach (var (copy, who) in copies.Zip(["head1", "head3"]))
                copy.Caller = await app.CallerFor(street.PersonId(who));
        }
    }
}
