using System.Collections.Concurrent;
using GridGov.Security;

namespace GridGov.Tests.Leaks;

/// <summary>Who leads a group in the victim's own grid, without a post, asks everything and reads the names of the grid's groups.</summary>
public sealed class RepresentativeLeakTests(LeakServer server) : IClassFixture<LeakServer>
{
    /// <summary>Reads that name the groups of the grid.</summary>
    static readonly string[] NamesGroups = ["listGroups", "getGroup", "pullChanges"];

    /// <summary>Reads of the needs that are published in the grid and of its offers: titles, without contacts, claims and authors.</summary>
    static readonly string[] NamesNeeds =
        ["listNeeds", "getNeed", "listNeedOffers", "getThreeLists", "listOffers", "getOffer", "listOfferNeeds"];

    [Fact]
    public async Task Of_the_own_grid_a_representative_reads_groups_published_needs_and_offers_and_nothing_else()
    {
        var victim = await VictimStreet.New(server.App);
        var member = await StreetMembers.Representative(victim.Street, victim.Street.Grid);
        var (faults, named, needs) = (new ConcurrentBag<string>(), new ConcurrentBag<string>(), new ConcurrentBag<string>());
        foreach (var operation in server.Operations.Where(operation => operation.Reads || operation.NamesOwnedThing()))
        {
            var request = await victim.Ask(operation);
            foreach (var form in operation.Forms)
            {
                var asked = request with { Form = form };
                var response = await asked.SendAs(await member.For(operation));
                if (response.IsServerError)
                    faults.Add($"{asked}: {response}");
                if (response.IsSuccess && !operation.Reads && !operation.OwnAccount)
                    faults.Add($"{asked} changes something: {response}");
                if (response.Text.Contains(VictimStreet.GroupOf(victim.Word), StringComparison.Ordinal) && NamesGroups.Contains(operation.Name))
                    named.Add(operation.Name);
                if (response.IsSuccess && NamesNeeds.Contains(operation.Name) && victim.Leaks(response, asked).Any())
                    needs.Add(operation.Name);
                var rest = response with
                {
                    Text = NamesNeeds.Contains(operation.Name)
                        ? WithoutNeeds(victim, response.Text)
                        : WithoutNames(victim, response.Text, NamesGroups.Contains(operation.Name)),
                };
                foreach (var told in victim.Leaks(rest, asked))
                    faults.Add($"{asked} tells {told}: {response}");
            }
        }
        faults.ShouldBeEmpty();
        named.Distinct().ShouldBe(NamesGroups, ignoreOrder: true);
        needs.Distinct().ShouldBe(NamesNeeds, ignoreOrder: true);
    }

    [Fact]
    public async Task A_representative_changes_no_meeting_of_another_group_also_as_its_guest()
    {
        var victim = await VictimStreet.New(server.App);
        var head = await victim.Street.Head1();
        var member = await StreetMembers.Representative(victim.Street, victim.Street.Grid);
        var own = (await member.Caller.Get("/v1/me")).ShouldBeOk()["groups"]![0]!["id"]!.ToString();
        // With a meeting of the own group, the capability is of use.
        (await member.Caller.Post("/v1/meetings", Meeting(own, own))).ShouldBeCreated();
        var invited = (await head.Post("/v1/meetings", Meeting(victim.Names.Things[ThingKind.Group], own))).ShouldBeCreated();
        var point = (await head.Post($"/v1/meetings/{invited.Id}/points", new { title = "议题" })).ShouldBeCreated();
        var names = victim.Names with
        {
            Things = new Dictionary<ThingKind, string>(victim.Names.Things)
            {
                [ThingKind.Meeting] = invited.Id, [ThingKind.Point] = point.Id,
            },
        };
        var before = await victim.CountEvents();
        var (faults, asked) = (new List<string>(), 0);
        foreach (var operation in server.Operations.Where(operation => operation.Capability is Capability.MeetingManage))
        {
            var request = await victim.Ask(operation);
            var response = await request.SendAs(member.Caller);
            if (response.IsSuccess || victim.Leaks(response, request).Any())
                faults.Add($"{request}: {response}");
            if (operation.Parameters is not [var first, ..]
                || RequestTables.Of(operation, first) is not (ThingKind.Meeting or ThingKind.Point))
                continue;
            asked++;
            var guest = await new LeakRequest(operation, names, Version: 1).SendAs(member.Caller);
            if (guest.Code is not "post-not-allowed")
                faults.Add($"{request} as a guest: {guest}");
        }
        faults.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(10);
        (await victim.CountEvents()).ShouldBe(before, "the representative has changed something");

        object Meeting(string group, string guest) => new
        {
            kind = "joint", title = "联席会", grid = victim.Street.Grid, groupId = group, plannedAt = Features.Meetings.MeetingSteps.In(
                TimeSpan.FromHours(1)), invitees = new[] { new { groupId = guest } },
        };
    }

    /// <summary>The answer without the own grid, and without title and id of the published need and the offer.</summary>
    static string WithoutNeeds(VictimStreet victim, string text)
    {
        // The name of the grid is the word; it stands behind the code in a list, a file and a sheet.
        var (grid, word) = (victim.Street.Grid, victim.Word);
        var rest = System.Text.RegularExpressions.Regex.Replace(
            text, $"{grid}(\",\"name\":\"|,|(<[^>]*>)+){word}", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5));
        return new[]
        {
            grid, VictimStreet.NeedOf(word), VictimStreet.OfferOf(word), victim.Names.Things[ThingKind.Need],
            victim.Names.Things[ThingKind.Offer],
        }.Aggregate(rest, (left, known) => left.Replace(known, "", StringComparison.Ordinal));
    }

    /// <summary>The answer without the own grid and, where groups are named, its name and the other group's name and id.</summary>
    static string WithoutNames(VictimStreet victim, string text, bool namesGroups)
    {
        var rest = text.Replace(victim.Street.Grid, "", StringComparison.Ordinal);
        return !namesGroups ? rest : rest.Replace(VictimStreet.GroupOf(victim.Word), "", StringComparison.Ordinal)
            .Replace($"\"name\":\"{victim.Word}\",\"level\":3", "", StringComparison.Ordinal)
            .Replace(victim.Names.Things[ThingKind.Group], "", StringComparison.Ordinal);
    }
}
