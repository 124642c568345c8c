using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using GridGov.Platform;
using GridGov.Platform.Measures;
using GridGov.Platform.Measures.Counters;

namespace GridGov.Tests.Features.Leaks;

/// <summary>
/// Every operation that the server has mapped, asked for one town's things by every post elsewhere. Those who ask are the
/// worst that there can be: the town's own people, who filed, handled, ordered and were told of what they now ask for, and
/// hold the same post in another county since; and people in every post of the community next door. What lies outside
/// their grids must answer like what does not exist, tell nothing, and stay as it is.
/// </summary>
public sealed class OutsiderTests(LeakServer server) : IClassFixture<LeakServer>
{
    const int Lanes = 4;

    readonly App app = server.App;
    readonly ConcurrentBag<string> faults = [];
    readonly ConcurrentDictionary<string, bool> letIn = new();
    Victim victim = null!;

    [Fact]
    public async Task What_lies_outside_the_own_grids_is_not_found_not_told_and_not_changed()
    {
        victim = await Victim.New(app);
        var cursors = await Cursors();
        var (moved, next, keys) = (await Moved(), await NextDoor(), await Keys());
        List<Member> outsiders = [.. moved, .. next, .. keys];
        var asked = new List<(Operation Operation, Asking Asking, Asking Nothing)>();
        foreach (var operation in server.Operations)
            asked.Add((operation, await victim.Ask(operation), await victim.AskForNothing(operation)));
        var before = await StoreDump.Of(app, outsiders.Select(member => member.Caller.Person));

        await Parallel.ForEachAsync(outsiders, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (member, _) =>
        {
            foreach (var (operation, asking, nothing) in asked)
                await Ask(member, operation, asking, nothing);
        });
        // Lists differ by the caller's grids alone, so of each kind of caller one tries them with every name that there is.
        foreach (var (operation, asking, nothing) in asked.Where(one => one.Operation is { Reads: true, Capability: not null } && !one.Operation.NamesSomebodys()))
        {
            foreach (var member in new[] { moved, next, keys }.Select(some => some.Find(one => one.TurnedAway(operation) is null)).OfType<Member>())
                await Search(member, operation, asking, nothing, cursors.GetValueOrDefault(operation.Name));
        }

        faults.ShouldBeEmpty();
        server.Operations.Where(operation => !letIn.ContainsKey(operation.Name)).Select(operation => operation.ToString()).ShouldBeEmpty("none of the outsiders' posts lets them try");
        (await StoreDump.Of(app, outsiders.Select(member => member.Caller.Person))).Except(before).ShouldBeEmpty("written by outsiders");
        before.Except(await StoreDump.Of(app, outsiders.Select(member => member.Caller.Person))).ShouldBeEmpty("changed by outsiders");
        (await CounterAudit.Run(app.Db, _ => { }, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_somebody_of_the_own_is_elsewhere_is_not_told()
    {
        var (here, there) = (await Town.New(app), await Town.New(app));
        var person = await app.Db.Write(tx => Town.AddPerson(tx, "guest", here.Street));
        await Members.Appoint(app, person, PostKind.Inspector, there.Grid);
        foreach (var reader in new[] { await here.Admin(), await here.Head1() })
        {
            var guest = (await reader.Get($"/v1/people/{person}")).ShouldBeOk();
            guest["appointments"]!.AsArray().ShouldBeEmpty();
            guest.Text.ShouldNotContain(there.County);
            (await reader.Get("/v1/people?post=inspector")).ShouldBeOk()["items"]!.AsArray().Select(item => (string)item!["name"]!).ShouldBe(["inspector"]);
            (await reader.Get($"/v1/appointments?person={person}&count=true")).ShouldBeOk()["count"]!.GetValue<long>().ShouldBe(0);
        }
        (await (await here.RootAdmin()).Get($"/v1/people/{person}")).ShouldBeOk()["appointments"]!.AsArray().Count.ShouldBe(1);
    }

    /// <summary>The operation with nothing beside the victim's things; where it names them, what does not exist must answer the same.</summary>
    async Task Ask(Member member, Operation operation, Asking asking, Asking nothing)
    {
        var heard = await Hear(member, asking with { Conditional = operation.Reads && operation.NamesSomebodys() });
        if (member.TurnedAway(operation) is { } code)
        {
            Expect(heard.Code == code, code);
            return;
        }
        letIn[operation.Name] = true;
        var names = victim.Names.Body(operation) is { } body && body != victim.Nowhere.Body(operation);
        if (operation.NamesSomebodys())
            // What anybody may open needs something else in the address that lets them; without it nothing is looked for.
            Expect(operation.Anonymous ? (int)heard.Status is >= 400 and < 500 : heard is { Status: HttpStatusCode.NotFound, Code: "not-found" }, "404 not-found");
        else if (Naming.OnlyForTheWhole.Contains(operation.Name))
            Expect(heard.Code == "post-not-allowed", "post-not-allowed");
        else if (operation is { Reads: true, Capability: not null })
            ExpectNothing(heard, "nothing of the town");
        else if (names && !operation.OwnAccount)
            // What is found by a body may be an empty list; that nothing was made or changed shows in the store.
            Expect((int)heard.Status is >= 400 and < 500 || heard.Json?["items"] is JsonArray { Count: 0 }, "a refusal");
        if (operation.NamesSomebodys() || names)
            await ExpectTheSame(member, asking, heard, nothing);

        void Expect(bool so, string what)
        {
            if (!so)
                faults.Add($"{asking} by {member}: {what} was expected, not {heard}");
        }

        void ExpectNothing(Heard answer, string what)
        {
            Expect(answer.Status == HttpStatusCode.OK, $"an answer (should the operation need something in its query, add it to Naming.Queries), and {what},");
            if (operation.Capability!.Value.Code().Split('_')[0] is "ticket" or "statistics" or "reporter" && !Naming.CountsOwnGrids.Contains(operation.Name))
                Expect(answer.Numbers("count", "total", "numerator", "denominator").All(pair => pair.Number == 0), what);
        }
    }

    /// <summary>The list with each of its parameters naming what is the victim's, in each form, and going on where somebody of the town stopped.</summary>
    async Task Search(Member member, Operation operation, Asking asking, Asking nothing, string? cursor)
    {
        foreach (var form in operation.Forms)
            await Hear(member, asking with { Form = form });
        if (cursor is not null)
            await Hear(member, asking with { Query = "limit=1&cursor=" + cursor });
        var counted = operation.Query.Any(parameter => parameter.Name == "count") ? "&count=true" : "";
        foreach (var parameter in operation.Query.Where(parameter => parameter.Text))
        {
            foreach (var (value, nowhere) in victim.Names.ForQueries().Zip(victim.Nowhere.ForQueries()))
            {
                var named = asking with { Query = $"{parameter.Name}={value}{counted}" };
                var heard = await Hear(member, named);
                if (heard.Good && (heard.Json?["items"] is JsonArray { Count: > 0 } || heard.Numbers("count").Any(pair => pair.Number != 0)))
                    faults.Add($"{named} by {member}: nothing was expected, not {heard}");
                await ExpectTheSame(member, named, heard, nothing with { Query = $"{parameter.Name}={nowhere}{counted}" });
            }
        }
    }

    async Task<Heard> Hear(Member member, Asking asking)
    {
        var heard = await asking.By(await member.For(asking.Operation));
        if (heard.Broken)
            faults.Add($"{asking} by {member}: {heard}");
        foreach (var told in victim.Told(heard, asking))
            faults.Add($"{asking} tells {member} {told}: {heard}");
        return heard;
    }

    async Task ExpectTheSame(Member member, Asking asking, Heard heard, Asking nothing)
    {
        var other = await nothing.By(await member.For(nothing.Operation));
        if (victim.Names.Anonymised(heard.Lasting) != victim.Nowhere.Anonymised(other.Lasting))
            faults.Add($"{asking} tells {member} that there is something: {heard} and not {other}");
    }

    /// <summary>The town's own people, in the same post of another county.</summary>
    async Task<List<Member>> Moved()
    {
        var elsewhere = await Town.NewInTheCityOf(victim.Town);
        var moved = await Members.All(victim.Town);
        foreach (var (who, post, grid, role) in Members.Staff)
        {
            await Members.End(victim.Town, who);
            await Members.Appoint(app, victim.Town.PersonId(who), post, grid(elsewhere), role);
        }
        return moved;
    }

    /// <summary>People in every post of the next community, whose records are kept by the same street.</summary>
    async Task<List<Member>> NextDoor()
    {
        var next = new List<Member>();
        foreach (var post in Enum.GetValues<PostKind>())
        {
            var grid = post is PostKind.GridWorker or PostKind.ServiceOfficer ? victim.Town.OtherGrid : victim.Town.OtherCommunity;
            var role = post is PostKind.ServiceOfficer or PostKind.Instructor ? "urban_management" : null;
            var person = await app.Db.Write(tx => Town.AddPerson(tx, "next", victim.Town.Street));
            await Members.Appoint(app, person, post, grid, role);
            next.Add(new Member($"{post.Code()} next door", await app.CallerFor(person), [post], () => app.CallerFor(person)));
        }
        return next;
    }

    /// <summary>The key of somebody who moved, for the whole city and so for more than their post; and one for the town that they left.</summary>
    async Task<List<Member>> Keys()
    {
        var town = victim.Town;
        var here = (await (await town.As("dispatcher")).Get("/v1/me")).ShouldBeOk()["posts"]![0]!["grid"]!.GetValue<string>();
        here[..4].ShouldBe(town.Street[..4]);
        var wide = await Members.WithKey(town, "dispatcher", PostKind.Dispatcher, here);
        var stale = await Members.WithKey(town, "supervisor", PostKind.Supervisor, here[..6]);
        await app.Db.Write(async tx =>
        {
            await tx.Run("UPDATE api_keys SET grids = @City WHERE person_id = @Person", new { City = here[..4], Person = town.PersonId("dispatcher") });
            await tx.Run("UPDATE api_keys SET grids = @County WHERE person_id = @Person", new { town.County, Person = town.PersonId("supervisor") });
            tx.Announce(Platform.Data.Topic.Rights);
        });
        return [wide with { Name = "a key for the city" }, stale with { Name = "a key for the town whose person left", Posts = [] }];
    }

    /// <summary>Where somebody who sees everything would go on in each list.</summary>
    async Task<Dictionary<string, string>> Cursors()
    {
        var root = await victim.Town.RootAdmin();
        var cursors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var operation in server.Operations.Where(operation => operation.Reads && operation.Query.Any(parameter => parameter.Name == "cursor")))
        {
            var heard = await (await victim.Ask(operation) with { Query = "limit=1" }).By(root);
            if (heard.Good && (string?)heard.Json?["next"] is { } next)
                cursors[operation.Name] = next;
        }
        cursors.Count.ShouldBeGreaterThan(5);
        return cursors;
    }
}
