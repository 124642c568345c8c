using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace GridGov.Tests.Leaks;

/// <summary>
/// Every body that can name something is sent to own things by every post, with one property naming a thing of another street; the
/// refusal must equal that for a missing thing. Tickets of every status are tried, because later checks need the right status.
/// </summary>
public sealed class ForeignBodyTests(LeakServer server) : IClassFixture<LeakServer>
{
    readonly ConcurrentBag<string> faults = [];
    readonly ConcurrentDictionary<string, bool> codes = new();

    [Fact]
    public async Task A_thing_outside_the_own_grids_in_a_body_is_refused_like_a_missing_one()
    {
        var own = await VictimStreet.New(server.App);
        var foreign = await VictimStreet.New(server.App);
        var members = await StreetMembers.All(own.Street);
        var written = await foreign.CountEvents();
        foreach (var operation in server.Operations.Where(operation => operation is { Reads: false, Anonymous: false, TakesFile: false }))
        {
            foreach (var property in foreign.Names.InBodies.Keys.Except(RequestTables.FreeTextProperties)
                .Where(property => NamesBy(operation, property, own, foreign)))
            {
                foreach (var names in Own(operation, own))
                {
                    var version = await own.VersionFor(operation, names);
                    await Parallel.ForEachAsync(members.Where(member => member.ExpectedRefusal(operation) is null), async (member, _) =>
                        await Compare(member, operation, own, foreign,
                            new LeakRequest(operation, names.With(property, foreign.Names), version),
                            new LeakRequest(operation, names.With(property, foreign.Nowhere), version)));
                }
            }
        }
        faults.ShouldBeEmpty();
        (await foreign.CountEvents()).ShouldBe(written);
        // These codes show that each check of a named thing was reached.
        new[]
        {
            "unknown-person", "unknown-grid", "grid-outside-scope", "successor-missing", "merge-target-missing", "handler-outside-grid",
            "verifier-outside-grid",
            "participant-outside-grid", "not-a-participant",
        }.Except(codes.Keys).ShouldBeEmpty();
    }

    async Task Compare(Member member, Operation operation, VictimStreet own, VictimStreet foreign, LeakRequest request, LeakRequest nothing)
    {
        var response = await request.SendAs(await member.For(operation));
        var other = await nothing.SendAs(await member.For(operation));
        if (response.Code is { } code)
            codes[code] = true;
        foreach (var told in foreign.Leaks(response, request))
            faults.Add($"{request.OwnText} tells {member} {told}: {response}");
        if (response.IsServerError || (response.IsSuccess && !operation.OwnAccount && !RefusesEach(response)))
            faults.Add($"{request.OwnText} by {member}: a refusal was expected, not {response}");
        if (foreign.Names.Anonymised(own.Names.Anonymised(response.StableText))
            != foreign.Nowhere.Anonymised(own.Names.Anonymised(other.StableText)))
            faults.Add($"{request.OwnText} tells {member} that there is something: {response} and not {other}");
    }

    /// <summary>Whether an act on many was done to none of them.</summary>
    static bool RefusesEach(LeakResponse response) =>
        response.Json?["items"] is JsonArray items && items.All(item => item!["problem"] is not null);

    /// <summary>Whether the body has the property, and the property names an owned thing.</summary>
    static bool NamesBy(Operation operation, string property, VictimStreet own, VictimStreet foreign) =>
        own.Names.With(property, foreign.Names).Body(operation) is { } body && body != own.Names.With(property, foreign.Nowhere)
            .Body(operation);

    /// <summary>The caller's own things: every ticket, or a grid without tickets.</summary>
    static IEnumerable<NamedThings> Own(Operation operation, VictimStreet own)
    {
        var about = operation.Parameters.Select(address => RequestTables.Of(operation, address)).FirstOrDefault(ThingKind.Problem);
        return about switch
        {
            ThingKind.Ticket when operation.Parameters.Count == 1 => own.Tickets.Select(ticket => With(ThingKind.Ticket, ticket)),
            ThingKind.Grid => [With(ThingKind.Grid, own.Street.NextGrid)],
            _ => [own.Names],
        };

        NamedThings With(ThingKind thing, string value) =>
            own.Names with { Things = own.Names.Things.ToDictionary(pair => pair.Key, pair => pair.Key == thing ? value : pair.Value) };
    }
}
