using System.Collections.Concurrent;
using System.Net;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Verification;
using GridGov.Security;

namespace GridGov.Tests.Leaks;

/// <summary>
/// Marks every text of every operation of tickets while working confidential ones, and looks for the marks in every answer of everybody
/// and in every byte of the store.
/// </summary>
public sealed class FreeTextLeakTests
{
    const int Lanes = 4;

    readonly ConcurrentBag<string> faults = [];
    IReadOnlyList<Operation> operations = [];

    [Fact]
    public async Task What_is_written_about_a_confidential_ticket_is_read_only_by_unmasking()
    {
        var clock = TestClock.Starting("2026-11-18 09:30");
        await using var app = new App(clock);
        operations = await Operation.All(app);
        var victim = await VictimStreet.New(app);
        var members = await Everybody(victim.Street);
        var marked = await MarkedTickets.New(victim, operations);

        await marked.PlayToOpenItems();
        await ReadAll(victim, marked, members);
        foreach (var member in members)
            await Unmask(member, marked);
        await marked.PlayToEnds();
        clock.Move(TimeSpan.FromDays(1));
        // The sessions have expired.
        foreach (var (i, member) in members.Index().ToList())
            members[i] = member with { Caller = await member.SignIn() };
        Caller By(string who) => members.Find(member => member.Name == who)!.Caller;
        marked.Things[ThingKind.Assessment] = (await By("supervisor").Post("/v1/assessments",
            new { kind = "day", from = "2026-11-18", grid = victim.Street.Street })).ShouldBeCreated().Id;
        await ReadAll(victim, marked, members);

        marked.Unplayed.ShouldBeEmpty();
        faults.Concat(marked.Faults).ShouldBeEmpty();
        (await app.Store.PlacesOf(MarkedBody.Mark, MarkedBody.Phone)).ShouldBeEmpty();
        // The search does find what is stored in plain: the readers' purposes, which the audit keeps.
        (await app.Store.PlacesOf(MarkedBody.Purpose)).ShouldNotBeEmpty();
        var (plain, encrypted) = await app.Db.Read(async tx => (
            await tx.QuerySingle<long>("SELECT count(*) FROM idempotency_keys WHERE body NOT LIKE 'k%'"),
            await tx.QuerySingle<long>("SELECT count(*) FROM idempotency_keys WHERE body LIKE 'k%'")));
        plain.ShouldBe(0);
        encrypted.ShouldBeGreaterThan(50);
        (await EncryptionAudit.Run(app.Db, place => place.ShouldBeNull(), default)).ShouldBeGreaterThan(encrypted);

        // Each mark is in the unmasked ticket, so none was lost and every one was sought.
        var shown = (await marked.Unmask(By("head1"), "unmaskTicket")).ShouldBeOk();
        foreach (var (path, mark) in marked.OfMain.Where(each => each.Key is not "fileTicket.reporter.name" && !IsPurpose(each.Value)))
            shown.Text.ShouldContain($"\"{mark}\"", Case.Sensitive, path);
        var reporters = (await marked.Unmask(By("dispatcher"), "unmaskTicketReporters")).ShouldBeOk();
        reporters.Text.ShouldContain(marked.OfMain["fileTicket.reporter.name"]);
        reporters.Text.ShouldContain(MarkedBody.Phone);
    }

    [Fact]
    public async Task What_was_written_about_an_ordinary_ticket_is_read_only_by_unmasking_once_an_amendment_hides_it()
    {
        await using var app = new App(TestClock.Starting("2026-11-18 09:30"));
        operations = await Operation.All(app);
        var victim = await VictimStreet.New(app);
        var members = await Everybody(victim.Street);
        var marked = await MarkedTickets.New(victim, operations, VictimStreet.Category);

        await marked.PlayToOpenItems();
        marked.Faults.ShouldNotBeEmpty("an ordinary ticket is read by its street");
        (await RowsWithMarks(app)).ShouldContain(row => row.StartsWith("tickets:", StringComparison.Ordinal));
        (await RowsWithMarks(app)).ShouldContain(row => row.StartsWith("notifications:", StringComparison.Ordinal));
        await marked.Hide();
        await ReadAll(victim, marked, members);
        await marked.RepeatAll();

        faults.Concat(marked.Faults).ShouldBeEmpty();
        // The events only grow; verify names them.
        (await RowsWithMarks(app)).ShouldAllBe(row => row.StartsWith("journal:", StringComparison.Ordinal));
        var named = new List<string>();
        await TicketVerification.Run(app.Db, (_, what) => named.Add(what), (_, what) => named.Add(what),
            (_, events) => named.Add($"{events} events"), (_, _) => { }, default);
        named.ShouldHaveSingleItem().ShouldEndWith(" events");
        (await EncryptionAudit.Run(app.Db, place => place.ShouldBeNull(), default)).ShouldBePositive();

        var head = members.Find(member => member.Name == "head1")!.Caller;
        var shown = (await marked.Unmask(head, "unmaskTicket")).ShouldBeOk();
        foreach (var (path, mark) in marked.OfMain.Where(each => each.Key is not "fileTicket.reporter.name" && !IsPurpose(each.Value)))
            shown.Text.ShouldContain($"\"{mark}\"", Case.Sensitive, path);
    }

    static async Task<List<string>> RowsWithMarks(App app) =>
        [.. (await DatabaseDump.Of(app, [])).Where(row => row.Contains(MarkedBody.Mark, StringComparison.Ordinal))];

    static bool IsPurpose(string mark) => mark.StartsWith(MarkedBody.Purpose, StringComparison.Ordinal);

    static async Task<List<Member>> Everybody(TestStreet street) =>
    [
        .. await StreetMembers.All(street), await StreetMembers.Root(street),
        await StreetMembers.Of(street, "otherWorker", PostKind.GridWorker), await StreetMembers.Of(street, "outsider", PostKind.GridWorker),
        await StreetMembers.WithKey(street, "dispatcher", PostKind.Dispatcher, street.Street),
        await StreetMembers.Representative(street, street.Grid),
    ];

    /// <summary>Sends every reading operation as everybody, for every ticket and in every format.</summary>
    async Task ReadAll(VictimStreet victim, MarkedTickets marked, List<Member> members)
    {
        var requests = new List<(string Ticket, LeakRequest Request)>();
        foreach (var operation in operations.Where(operation => operation.Reads))
        {
            var tickets = operation.Parameters.Contains("/v1/tickets/{id}") ? marked.Tickets : [marked.Main];
            foreach (var ticket in tickets)
            {
                var names = victim.Names with { Things = With(marked.Things, ticket) };
                foreach (var form in operation.Forms)
                    requests.Add((ticket, new LeakRequest(operation, names, 1) { Form = form, Query = All(operation) }));
            }
        }
        requests.Count.ShouldBeGreaterThan(60);
        var answered = 0;
        // The other tickets differ by their ends alone, so one of each post reads them.
        var ofEachPost = members.DistinctBy(member => member.Posts is [var post, ..] ? post.ToString() : member.Name).ToHashSet();
        await Parallel.ForEachAsync(members, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (member, _) =>
        {
            foreach (var (_, request) in requests.Where(one => one.Ticket == marked.Main || ofEachPost.Contains(member)))
            {
                var response = await request.SendAs(await member.For(request.Operation));
                if (response.IsSuccess)
                    Interlocked.Increment(ref answered);
                if (response.IsServerError)
                    faults.Add($"{request} by {member}: {response}");
                var all = response.Headers + response.Text;
                if (all.Contains(MarkedBody.Mark, StringComparison.Ordinal) || all.Contains(MarkedBody.Phone, StringComparison.Ordinal)
                    || (all.Contains(MarkedBody.Purpose, StringComparison.Ordinal) && request.Operation.Name != "listAudit"))
                    faults.Add($"{request} shows {member} {response}");
            }
            await Search(member, marked);
        });
        answered.ShouldBeGreaterThan(500);
    }

    static Dictionary<ThingKind, string> With(Dictionary<ThingKind, string> things, string ticket) =>
        new(things) { [ThingKind.Ticket] = ticket };

    /// <summary>The longest page, so that nothing is behind it.</summary>
    static string All(Operation operation) => operation.Query.Any(parameter => parameter.Name == "limit") ? "limit=200" : "";

    /// <summary>Searches for the marks find nothing.</summary>
    async Task Search(Member member, MarkedTickets marked)
    {
        var (description, address) = (marked.OfMain["fileTicket.description"], marked.OfMain["fileTicket.location.address"]);
        foreach (var mark in new[] { MarkedBody.Mark, description, address })
        {
            foreach (var path in new[] { $"/v1/tickets?q={mark}", $"/v1/tickets/duplicates?category=0704&text={mark}" })
            {
                var found = await member.Caller.Get(path);
                if (found.Status == HttpStatusCode.OK && found["items"]!.AsArray().Count > 0)
                    faults.Add($"{path} finds {member} {found.Text}");
            }
        }
    }

    /// <summary>Unmasks as somebody; who is refused sees nothing.</summary>
    async Task Unmask(Member member, MarkedTickets marked)
    {
        foreach (var operation in operations.Where(operation =>
            operation.Name is "unmaskTicket" or "unmaskTicketReporters" or "findTicketsByPhone"))
        {
            var answer = await marked.Unmask(member.Caller, operation.Name);
            if (answer.Status != HttpStatusCode.OK || operation.Name == "findTicketsByPhone")
                marked.Check(operation, answer);
        }
    }
}
