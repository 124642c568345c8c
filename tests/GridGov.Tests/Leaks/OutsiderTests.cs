using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Domain.Statistics.Counters;
using GridGov.Security;

namespace GridGov.Tests.Leaks;

/// <summary>
/// Every mapped operation, called by people of the next community and by former members with the same post in another county.
/// Things outside the caller's grids must appear not to exist, and must not change.
/// </summary>
public sealed class OutsiderTests(LeakServer server) : IClassFixture<LeakServer>
{
    const int Lanes = 4;

    readonly App app = server.App;
    readonly ConcurrentBag<string> faults = [];
    readonly ConcurrentDictionary<string, bool> letIn = new();
    readonly ConcurrentDictionary<string, bool> namedInQueries = new();
    VictimStreet victim = null!;
    TestStreet elsewhere = null!;

    [Fact]
    public async Task Things_outside_the_own_grids_are_not_found_revealed_or_changed()
    {
        victim = await VictimStreet.New(app);
        var cursors = await Cursors();
        var (moved, next, keys) = (await FormerMembers(), await InNextCommunity(), await Keys());
        List<Member> representatives =
        [
            await StreetMembers.Representative(victim.Street, elsewhere.Grid),
            await StreetMembers.Representative(victim.Street, victim.Street.OtherGrid) with { IsNextDoor = true },
        ];
        List<Member> outsiders = [.. moved, .. next, .. keys, .. representatives];
        var asked = new List<(Operation Operation, LeakRequest Asking, LeakRequest Nothing)>();
        foreach (var operation in server.Operations)
            asked.Add((operation, await victim.Ask(operation), await victim.AskForNothing(operation)));
        var before = await DatabaseDump.Of(app, outsiders.Select(member => member.Caller.Person));

        await Parallel.ForEachAsync(outsiders, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (member, _) =>
        {
            foreach (var (operation, request, nothing) in asked)
            {
                if (RequestTables.EndsOwnWork.Contains(operation.Name) && member.Caller.Person == victim.Street.PersonId("worker"))
                    continue;
                await Ask(member, operation, request, nothing);
                if (operation.Reads && !operation.Anonymous && member.ExpectedRefusal(operation) is null)
                    await NameInQueries(member, operation, request, nothing);
            }
        });
        // Lists differ by the caller's grids alone, so one caller of each kind tries all names.
        foreach (var (operation, request, nothing) in asked.Where(one => one.Operation is { Reads: true, Capability: not null }
            && !one.Operation.NamesOwnedThing()))
        {
            foreach (var member in new[] { moved, next, keys, representatives }.Select(some => some.Find(one => one.ExpectedRefusal(operation) is null))
                .OfType<Member>())
                await Search(member, operation, request, nothing, cursors.GetValueOrDefault(operation.Name));
        }

        faults.ShouldBeEmpty();
        string[] some =
        [
            "listNeeds group", "listNeeds place", "listRecords campaign", "listMeetings series", "listPoints meeting", "listClaims need",
            "listRecords round", "getMeasures group", "getMeasures campaign", "getServiceCircle place", "listGroups parent",
        ];
        foreach (var named in some)
            namedInQueries.ShouldContainKey(named);
        server.Operations.Where(operation => !letIn.ContainsKey(operation.Name)).Select(operation => operation.ToString())
            .ShouldBeEmpty("none of the outsiders' posts lets them try");
        (await DatabaseDump.Of(app, outsiders.Select(member => member.Caller.Person))).Except(before).ShouldBeEmpty("written by outsiders");
        before.Except(await DatabaseDump.Of(app, outsiders.Select(member => member.Caller.Person))).ShouldBeEmpty("changed by outsiders");
        (await CounterAudit.Run(app.Db, _ => { }, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_posts_of_a_known_person_in_other_grids_are_not_shown()
    {
        var (here, there) = (await TestStreet.New(app), await TestStreet.New(app));
        var person = await app.Db.Write(tx => TestStreet.AddPerson(tx, "guest", here.Street));
        await StreetMembers.Appoint(app, person, PostKind.Inspector, there.Grid);
        foreach (var reader in new[] { await here.Admin(), await here.Head1() })
        {
            var guest = (await reader.Get($"/v1/people/{person}")).ShouldBeOk();
            guest["appointments"]!.AsArray().ShouldBeEmpty();
            guest.Text.ShouldNotContain(there.County);
            (await reader.Get("/v1/people?post=inspector")).ShouldBeOk()["items"]!.AsArray().Select(item => (string)item!["name"]!)
                .ShouldBe(["inspector"]);
            (await reader.Get($"/v1/appointments?person={person}&count=true")).ShouldBeOk()["count"]!.GetValue<long>().ShouldBe(0);
        }
        (await (await here.RootAdmin()).Get($"/v1/people/{person}")).ShouldBeOk()["appointments"]!.AsArray().Count.ShouldBe(1);
    }

    /// <summary>Calls the operation with the victim's things; the response must equal that for things that do not exist.</summary>
    async Task Ask(Member member, Operation operation, LeakRequest request, LeakRequest nothing)
    {
        var response = await Send(member, request with { Conditional = operation.Reads && operation.NamesOwnedThing() });
        if (member.ExpectedRefusal(operation) is { } code)
        {
            Expect(response.Code == code, code);
            return;
        }
        letIn[operation.Name] = true;
        var names = victim.Names.Body(operation) is { } body && body != victim.Nowhere.Body(operation);
        if (operation.NamesOwnedThing())
            // An anonymous operation needs a signed value in the address, and refuses without searching for anything.
            Expect(operation.Anonymous
                ? (int)response.Status is >= 400 and < 500
                : response is { Status: HttpStatusCode.NotFound, Code: "not-found" }, "404 not-found");
        else if (RequestTables.DeploymentAdministratorOnly.Contains(operation.Name))
            Expect(response.Code == "post-not-allowed", "post-not-allowed");
        else if (RequestTables.RefusesOutsideGrid.Contains(operation.Name))
        {
            Expect(response.Code == "unknown-grid", "unknown-grid");
            await ExpectTheSame(member, request, response, nothing);
        }
        else if (operation is { Reads: true, Capability: not null })
            ExpectNothing(response, "nothing of the street");
        else if (names && !operation.OwnAccount)
            // A search by body may return an empty list; the database comparison shows that nothing was created or changed.
            // An act on many has a refusal for each.
            Expect((int)response.Status is >= 400 and < 500
                || (response.Json?["items"] is JsonArray items && items.All(item => (string?)item!["problem"]?["code"] is "not-found")),
                "a refusal");
        if (operation.NamesOwnedThing() || names)
            await ExpectTheSame(member, request, response, nothing);
        foreach (var form in operation.NamesOwnedThing() ? operation.Forms.Skip(1) : [])
        {
            var other = request with { Form = form };
            await ExpectTheSame(member, other, await Send(member, other), nothing with { Form = form });
        }

        void Expect(bool so, string what)
        {
            if (!so)
                faults.Add($"{request} by {member}: {what} was expected, not {response}");
        }

        void ExpectNothing(LeakResponse answer, string what)
        {
            Expect(answer.Status == HttpStatusCode.OK,
                $"an answer (should the operation need something in its query, add it to Naming.Queries), and {what},");
            if (operation.Capability!.Value.ToCode()
                .Split('_')[0] is "ticket" or "statistics" or "reporter" && !RequestTables.CountsOwnGrids.Contains(operation.Name))
                Expect(answer.Numbers("count", "total", "numerator", "denominator").All(pair => pair.Number == 0), what);
        }
    }

    /// <summary>Names the thing that each query parameter means, such as a group of the victim's by <c>?group=</c>.</summary>
    async Task NameInQueries(Member member, Operation operation, LeakRequest request, LeakRequest nothing)
    {
        var counted = operation.Query.Any(parameter => parameter.Name == "count") ? "&count=true" : "";
        foreach (var parameter in operation.Query)
        {
            if (victim.Names.InQuery(request, parameter.Name, counted) is not { } named)
                continue;
            namedInQueries.TryAdd($"{operation.Name} {parameter.Name}", true);
            var response = await Send(member, named);
            if (operation.Name == "listAudit" && parameter.Name == "subject")
                continue;
            // Figures have an item for each grid, whose numbers are 0.
            var hasItems = operation.Name != "getMeasures" && response.Json?["items"] is JsonArray { Count: > 0 };
            if (response.IsSuccess && !RequestTables.CountsOwnGrids.Contains(operation.Name)
                && (hasItems || response.Numbers("count", "numerator", "denominator").Any(pair => pair.Number != 0)))
                faults.Add($"{named} by {member}: nothing was expected, not {response}");
            await ExpectTheSame(member, named, response, victim.Nowhere.InQuery(nothing, parameter.Name, counted)!);
        }
    }

    /// <summary>
    /// Calls the list with each parameter naming the victim's things, in each format, and with a cursor of the victim's street.
    /// </summary>
    async Task Search(Member member, Operation operation, LeakRequest request, LeakRequest nothing, string? cursor)
    {
        foreach (var form in operation.Forms)
            await Send(member, request with { Form = form });
        if (cursor is not null)
            await Send(member, request with { Query = "limit=1&cursor=" + cursor });
        var counted = operation.Query.Any(parameter => parameter.Name == "count") ? "&count=true" : "";
        foreach (var parameter in operation.Query.Where(parameter => parameter.Text))
        {
            foreach (var (value, nowhere) in victim.Names.ForQueries().Zip(victim.Nowhere.ForQueries()))
            {
                var named = request with { Query = $"{parameter.Name}={value}{counted}" };
                var response = await Send(member, named);
                if (operation.Name == "listAudit" && parameter.Name == "subject")
                {
                    // A refusal is recorded with what an outsider named, whether there is such a thing or not.
                    if (response.Json?["items"]?.AsArray().Any(entry => (string?)entry!["outcome"] != "refused") is true)
                        faults.Add($"{named} by {member}: only refusals of outsiders were expected, not {response}");
                    continue;
                }
                if (response.IsSuccess
                    && (response.Json?["items"] is JsonArray { Count: > 0 } || response.Numbers("count").Any(pair => pair.Number != 0)))
                    faults.Add($"{named} by {member}: nothing was expected, not {response}");
                await ExpectTheSame(member, named, response, nothing with { Query = $"{parameter.Name}={nowhere}{counted}" });
            }
        }
    }

    async Task<LeakResponse> Send(Member member, LeakRequest request)
    {
        var response = await request.SendAs(await member.For(request.Operation));
        if (response.IsServerError)
            faults.Add($"{request} by {member}: {response}");
        if (!member.IsNextDoor && response.Text.Contains(victim.StreetName, StringComparison.Ordinal))
            faults.Add($"{request} tells {member} {victim.StreetName}: {response}");
        foreach (var told in victim.Leaks(request.Operation.Name == "listAudit" ? WithoutRefusedSubjects(response) : response, request))
            faults.Add($"{request} tells {member} {told}: {response}");
        return response;
    }

    /// <summary>An audit names what outsiders asked for and were refused; they brought these ids themselves.</summary>
    static LeakResponse WithoutRefusedSubjects(LeakResponse response)
    {
        if (response.Json is not JsonObject page || page["items"] is not JsonArray items)
            return response;
        foreach (var entry in items.OfType<JsonObject>().Where(entry => (string?)entry["outcome"] == "refused"))
            entry.Remove("subject");
        return response with { Text = page.ToJsonString() };
    }

    async Task ExpectTheSame(Member member, LeakRequest request, LeakResponse response, LeakRequest nothing)
    {
        var other = await nothing.SendAs(await member.For(nothing.Operation));
        if (victim.Names.Anonymised(response.StableText) != victim.Nowhere.Anonymised(other.StableText))
            faults.Add($"{request} tells {member} that there is something: {response} and not {other}");
    }

    /// <summary>The street's own people, moved to the same post in another county.</summary>
    async Task<List<Member>> FormerMembers()
    {
        elsewhere = await TestStreet.NewInSameCity(victim.Street);
        var moved = await StreetMembers.All(victim.Street);
        foreach (var (who, post, grid, role) in StreetMembers.Staff)
        {
            await StreetMembers.End(victim.Street, who);
            await StreetMembers.Appoint(app, victim.Street.PersonId(who), post, grid(elsewhere), role);
        }
        return moved;
    }

    /// <summary>People in every post of the next community, whose records belong to the same street.</summary>
    async Task<List<Member>> InNextCommunity()
    {
        var next = new List<Member>();
        foreach (var post in Enum.GetValues<PostKind>())
        {
            var grid = post is PostKind.GridWorker or PostKind.ServiceOfficer ? victim.Street.OtherGrid : victim.Street.OtherCommunity;
            var role = post is PostKind.ServiceOfficer or PostKind.Instructor ? "urban_management" : null;
            var person = await app.Db.Write(tx => TestStreet.AddPerson(tx, "next", victim.Street.Street));
            await StreetMembers.Appoint(app, person, post, grid, role);
            next.Add(new Member($"{post.ToCode()} next door", await app.CallerFor(person), [post], () => app.CallerFor(person))
            {
                IsNextDoor = true,
            });
        }
        return next;
    }

    /// <summary>API keys: of a moved person for the whole city, which exceeds the post, and for the street that the person left.</summary>
    async Task<List<Member>> Keys()
    {
        var street = victim.Street;
        var here = (await (await street.As("dispatcher")).Get("/v1/me")).ShouldBeOk()["posts"]![0]!["grid"]!.GetValue<string>();
        here[..4].ShouldBe(street.Street[..4]);
        var wide = await StreetMembers.WithKey(street, "dispatcher", PostKind.Dispatcher, here);
        var stale = await StreetMembers.WithKey(street, "supervisor", PostKind.Supervisor, here[..6]);
        await app.Db.Write(async tx =>
        {
            await tx.Execute("UPDATE api_keys SET grids = @City WHERE person_id = @Person",
                new { City = here[..4], Person = street.PersonId("dispatcher") });
            await tx.Execute("UPDATE api_keys SET grids = @County WHERE person_id = @Person",
                new { street.County, Person = street.PersonId("supervisor") });
            tx.Invalidate(GridGov.Data.CacheTopic.Rights);
        });
        return [wide with { Name = "a key for the city" }, stale with { Name = "a key for the street whose person left", Posts = [] }];
    }

    /// <summary>For each list a cursor made by a person who sees everything.</summary>
    async Task<Dictionary<string, string>> Cursors()
    {
        var root = await victim.Street.RootAdmin();
        var cursors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var operation in server.Operations.Where(operation => operation.Reads
            && operation.Query.Any(parameter => parameter.Name == "cursor")))
        {
            var response = await (await victim.Ask(operation) with { Query = "limit=1" }).SendAs(root);
            if (response.IsSuccess && (string?)response.Json?["next"] is { } next)
                cursors[operation.Name] = next;
        }
        cursors.Count.ShouldBeGreaterThan(5);
        return cursors;
    }
}
