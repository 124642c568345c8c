using System.Collections.Concurrent;
using System.Net;
using GridGov.Security;

namespace GridGov.Tests.Leaks;

/// <summary>A department learns nothing of the tickets of its grids that were not given to it, by any operation.</summary>
public sealed class NeedToKnowTests(LeakServer server) : IClassFixture<LeakServer>
{
    const int Lanes = 4;

    readonly App app = server.App;

    [Fact]
    public async Task A_department_finds_and_changes_nothing_of_tickets_that_were_not_given_to_it()
    {
        var victim = await VictimStreet.New(app);
        var departments = new List<Member>();
        foreach (var grid in new[] { victim.Street.County, victim.Street.Street, victim.Street.Grid })
        {
            var person = await app.Db.Write(tx => TestStreet.AddPerson(tx, "department", victim.Street.Street));
            await StreetMembers.Appoint(app, person, PostKind.DepartmentHandler, grid);
            departments.Add(new Member($"department of {grid}", await app.CallerFor(person), [PostKind.DepartmentHandler],
                () => app.CallerFor(person)));
        }
        var secrets = victim.Tickets.Concat(await app.Db.Read(tx =>
            tx.Query<string>("SELECT number FROM tickets WHERE street_code = @Street", new { victim.Street.Street }))).ToList();
        var before = await DatabaseDump.Of(app, departments.Select(member => member.Caller.Person));
        var faults = new ConcurrentBag<string>();
        var asked = 0;
        await Parallel.ForEachAsync(server.Operations.Where(operation => !operation.Anonymous),
            new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (operation, _) =>
        {
            var (request, nothing) = (await victim.Ask(operation), await victim.AskForNothing(operation));
            var namesTicket = operation.Parameters is [var first, ..] && RequestTables.Of(operation, first) == ThingKind.Ticket;
            foreach (var member in departments.Where(member => member.ExpectedRefusal(operation) is null))
            {
                // Departments read grids and people of their grids, and change nothing of others.
                if (!operation.Reads && !namesTicket && operation.Capability is null)
                    continue;
                Interlocked.Increment(ref asked);
                var response = await Send(member, request);
                if (namesTicket)
                {
                    var other = await nothing.SendAs(member.Caller);
                    if (response.Code != "not-found" || victim.Names.Anonymised(response.StableText)
                        != victim.Nowhere.Anonymised(other.StableText))
                        faults.Add($"{request} by {member}: {response} and not {other}");
                }
                else if (operation.Reads)
                {
                    foreach (var form in operation.Forms.Skip(1))
                        await Send(member, request with { Form = form });
                    foreach (var parameter in operation.Query.Where(parameter => parameter.Text))
                    {
                        if (victim.Names.InQuery(request, parameter.Name) is { } named)
                            await Send(member, named);
                        foreach (var value in victim.Names.ForQueries())
                            await Send(member, request with { Query = $"{parameter.Name}={value}" });
                    }
                }
            }

            async Task<LeakResponse> Send(Member member, LeakRequest sent)
            {
                var response = await sent.SendAs(member.Caller);
                // The grids, which a department knows, are named by the same word.
                if (response.IsServerError || secrets.Exists(secret => response.Text.Contains(secret, StringComparison.Ordinal)
                    && !sent.OwnText.Contains(secret, StringComparison.Ordinal)))
                    faults.Add($"{sent} by {member}: {response}");
                return response;
            }
        });
        faults.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(150);
        (await DatabaseDump.Of(app, departments.Select(member => member.Caller.Person))).ShouldBe(before, ignoreOrder: true);
        foreach (var member in departments)
        {
            (await member.Caller.Get("/v1/tickets?count=true")).ShouldBeOk()["count"]!.GetValue<long>().ShouldBe(0);
            foreach (var grid in (await member.Caller.Get("/v1/me/summary")).ShouldBeOk()["grids"]!.AsArray())
            {
                foreach (var figure in new[] { "open", "unassigned", "toCheck", "overdue" })
                    ((long)grid![figure]!["count"]!).ShouldBe(0, figure);
            }
        }
    }

    [Fact]
    public async Task A_department_reads_what_it_handles_handled_or_was_called_to()
    {
        var street = await TestStreet.New(app);
        var (dispatcher, department) = (await street.Dispatcher(), await street.Department());
        var id = street.PersonId("department").ToString();
        var (handled, summoned, other) = (await File(street), await File(street), await File(street));
        foreach (var ticket in new[] { handled, summoned, other })
            (await department.Get($"/v1/tickets/{ticket.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        handled = (await dispatcher.Post($"/v1/tickets/{handled.Id}/dispatch", new { handlerId = id }, handled.Version)).ShouldBeOk();
        (await dispatcher.Post($"/v1/tickets/{summoned.Id}/joint-actions",
            new { purpose = "修剪", participants = new[] { new { personId = id } } }, summoned.Version)).ShouldBeCreated();
        await Reads(handled.Id, summoned.Id);

        handled = (await department.Post($"/v1/tickets/{handled.Id}/return", new { reason = "非本部门" }, handled.Version)).ShouldBeOk();
        handled = (await dispatcher.Post($"/v1/tickets/{handled.Id}/dispatch",
            new { handlerId = street.PersonId("officer").ToString() }, handled.Version)).ShouldBeOk();
        await Reads(handled.Id, summoned.Id);
        (await department.Post($"/v1/tickets/{handled.Id}/take", new { }, handled.Version))
            .ShouldRefuse(HttpStatusCode.Forbidden, "not-the-handler");

        var further = (await dispatcher.Post($"/v1/tickets/{other.Id}/dispatch",
            new { handlerId = street.PersonId("officer").ToString() }, other.Version)).ShouldBeOk();
        (await dispatcher.Post("/v1/tickets/hand-over", new
        {
            personId = street.PersonId("officer").ToString(), handlerId = id, reason = "调离", ticketIds = new[] { further.Id },
        })).ShouldBeOk();
        await Reads(handled.Id, summoned.Id, other.Id);

        // Who also holds a post that reads its whole grid keeps that.
        var (unrelated, beside) = (await File(street), await File(street, street.OtherGrid));
        await StreetMembers.Appoint(app, street.PersonId("department"), PostKind.GridWorker, street.OtherGrid);
        await Reads(handled.Id, summoned.Id, other.Id, beside.Id);
        (await department.Get($"/v1/tickets/{unrelated.Id}")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");

        async Task Reads(params string[] tickets)
        {
            foreach (var path in new[] { "/v1/tickets?count=true", $"/v1/tickets?grid={street.County}&count=true&sort=oldest" })
            {
                var list = (await department.Get(path)).ShouldBeOk();
                list["items"]!.AsArray().Select(item => (string)item!["id"]!).ShouldBe(tickets, ignoreOrder: true);
                ((long)list["count"]!).ShouldBe(tickets.Length);
            }
            foreach (var ticket in tickets)
                (await department.Get($"/v1/tickets/{ticket}/events")).ShouldBeOk();
        }
    }

    [Fact]
    public async Task A_department_finds_the_meeting_to_which_it_is_invited_and_no_other_of_its_grids()
    {
        var victim = await VictimStreet.New(app);
        var person = await app.Db.Write(tx => TestStreet.AddPerson(tx, "department", victim.Street.Street));
        await StreetMembers.Appoint(app, person, PostKind.DepartmentHandler, victim.Street.County);
        var department = await app.CallerFor(person);
        var invited = (await (await victim.Street.Head1()).Post("/v1/meetings", new
        {
            kind = "joint", title = "联席会", grid = victim.Street.OtherGrid,
            plannedAt = Features.Meetings.MeetingSteps.In(TimeSpan.FromHours(1)),
            invitees = new[] { new { personId = person.ToString() } },
        })).ShouldBeCreated();
        var (faults, found, before) = (new List<string>(), new List<string>(), await victim.CountEvents());
        foreach (var operation in server.Operations.Where(each => each.Capability is Capability.MeetingRead or Capability.MeetingManage))
        {
            var request = await victim.Ask(operation);
            foreach (var form in operation.Forms)
            {
                var response = await (request with { Form = form }).SendAs(department);
                if (response.IsServerError || victim.Leaks(response, request).Any() || (response.IsSuccess && !operation.Reads))
                    faults.Add($"{request} as {form}: {response}");
                if (operation is { Capability: Capability.MeetingRead, Parameters: [_, ..] } && response.Code != "not-found")
                    faults.Add($"{request} as {form} is no 404: {response}");
                if (response.Text.Contains(invited.Id, StringComparison.Ordinal))
                    found.Add(operation.Name);
            }
        }
        faults.ShouldBeEmpty();
        found.Distinct().ShouldBe(["listMeetings"]);
        (await victim.CountEvents()).ShouldBe(before);
    }

    static async Task<Answer> File(TestStreet street, string? grid = null)
    {
        var dispatcher = await street.Dispatcher();
        var filed = (await dispatcher.Post("/v1/tickets",
            new { grid = grid ?? street.Grid, category = VictimStreet.Category, description = "行道树倾斜" })).ShouldBeCreated();
        return (await dispatcher.Post($"/v1/tickets/{filed.Id}/accept", new { }, filed.Version)).ShouldBeOk();
    }
}
