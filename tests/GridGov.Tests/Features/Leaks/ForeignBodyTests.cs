using System.Collections.Concurrent;

namespace GridGov.Tests.Features.Leaks;

/// <summary>
/// Every body that can name something, sent to the own things by every post that may, and naming in one of its properties
/// what another town has: it must be refused in the same words as what does not exist. Tickets are tried in every status,
/// because what is looked at last is reached only in the right one.
/// </summary>
public sealed class ForeignBodyTests(LeakServer server) : IClassFixture<LeakServer>
{
    readonly ConcurrentBag<string> faults = [];
    readonly ConcurrentDictionary<string, bool> codes = new();

    [Fact]
    public async Task What_a_body_names_outside_the_own_grids_might_as_well_not_exist()
    {
        var own = await Victim.New(server.App);
        var foreign = await Victim.New(server.App);
        var members = await Members.All(own.Town);
        var written = await foreign.Written();
        foreach (var operation in server.Operations.Where(operation => operation is { Reads: false, Anonymous: false, TakesCsv: false }))
        {
            foreach (var property in foreign.Names.InBodies.Keys.Except(Naming.OnlySaid).Where(property => NamesBy(operation, property, own, foreign)))
            {
                foreach (var names in Own(operation, own))
                {
                    var version = await own.VersionFor(operation, names);
                    await Parallel.ForEachAsync(members.Where(member => member.TurnedAway(operation) is null), async (member, _) =>
                        await Compare(member, operation, own, foreign,
                            new Asking(operation, names.With(property, foreign.Names), version), new Asking(operation, names.With(property, foreign.Nowhere), version)));
                }
            }
        }
        faults.ShouldBeEmpty();
        (await foreign.Written()).ShouldBe(written);
        // Each of them is a look at what was named; that they are reached is what makes the rest worth anything.
        new[]
        {
            "unknown-person", "unknown-grid", "grid-outside-scope", "successor-missing", "merge-target-missing", "handler-outside-grid", "verifier-outside-grid",
            "participant-outside-grid", "not-a-participant",
        }.Except(codes.Keys).ShouldBeEmpty();
    }

    async Task Compare(Member member, Operation operation, Victim own, Victim foreign, Asking asking, Asking nothing)
    {
        var heard = await asking.By(await member.For(operation));
        var other = await nothing.By(await member.For(operation));
        if (heard.Code is { } code)
            codes[code] = true;
        foreach (var told in foreign.Told(heard, asking))
            faults.Add($"{asking.Said} tells {member} {told}: {heard}");
        if (heard.Broken || (heard.Good && !operation.OwnAccount))
            faults.Add($"{asking.Said} by {member}: a refusal was expected, not {heard}");
        if (foreign.Names.Anonymised(own.Names.Anonymised(heard.Lasting)) != foreign.Nowhere.Anonymised(own.Names.Anonymised(other.Lasting)))
            faults.Add($"{asking.Said} tells {member} that there is something: {heard} and not {other}");
    }

    /// <summary>Whether the body has the property, and it names what belongs to somebody.</summary>
    static bool NamesBy(Operation operation, string property, Victim own, Victim foreign) =>
        own.Names.With(property, foreign.Names).Body(operation) is { } body && body != own.Names.With(property, foreign.Nowhere).Body(operation);

    /// <summary>The own things: every ticket where it is about one, and where it is about a grid one without tickets.</summary>
    static IEnumerable<Names> Own(Operation operation, Victim own)
    {
        var about = operation.Parameters.Select(address => Naming.Of(operation, address)).FirstOrDefault(Thing.Problem);
        return about switch
        {
            Thing.Ticket when operation.Parameters.Count == 1 => own.Tickets.Select(ticket => With(Thing.Ticket, ticket)),
            Thing.Grid => [With(Thing.Grid, own.Town.NextGrid)],
            _ => [own.Names],
        };

        Names With(Thing thing, string value) =>
            own.Names with { Things = own.Names.Things.ToDictionary(pair => pair.Key, pair => pair.Key == thing ? value : pair.Value) };
    }
}
