using GridGov.Platform;
using GridGov.Platform.Security;

namespace GridGov.Tests.Features.Leaks;

/// <summary>Two towns with tickets in every status and at every level of grid, and people who see some of them, all or none.</summary>
sealed class World
{
    World(App app) => App = app;

    public App App { get; }

    /// <summary>Every ticket that the server has.</summary>
    public IReadOnlyList<TicketAt> Tickets { get; private set; } = [];

    /// <summary>Those in categories whose words are not for everybody who sees the ticket.</summary>
    public IReadOnlySet<string> Confidential { get; private set; } = new HashSet<string>();

    /// <summary>One of them is in every ticket's description.</summary>
    public IReadOnlyList<string> Words { get; private set; } = [];

    public IReadOnlyList<string> Counties { get; private set; } = [];

    public IReadOnlyList<Seer> People { get; private set; } = [];

    /// <summary>A ticket, and where it is.</summary>
    public sealed record TicketAt
    {
        public required Id Id { get; init; }
        public required string Number { get; init; }
        public required string GridCode { get; init; }
    }

    public static async Task<World> New(App app)
    {
        var (here, there) = (await Victim.New(app), await Victim.New(app));
        foreach (var victim in new[] { here, there })
        {
            var dispatcher = await victim.Town.Dispatcher();
            foreach (var grid in new[] { victim.Town.NextGrid, victim.Town.Community, victim.Town.OtherGrid, victim.Town.OtherCommunity, victim.Town.Street })
                (await dispatcher.Post("/v1/tickets", FiledIn(grid, victim.Word))).ShouldBeCreated();
        }
        return new World(app)
        {
            Tickets = await app.Db.Read(tx => tx.List<TicketAt>("SELECT id, number, grid_code FROM tickets ORDER BY id")),
            Confidential = (await app.Db.Read(tx => tx.List<Id>("SELECT id FROM tickets WHERE category LIKE '07%' OR category = '0803'")))
                .Select(id => id.ToString()).ToHashSet(StringComparer.Ordinal),
            Words = [here.Word, there.Word],
            Counties = [here.Town.County, there.Town.County],
            People = await Seers(here.Town, there.Town),
        };
    }

    static object FiledIn(string grid, string word) => new
    {
        grid, category = Victim.Category, description = word,
        location = Victim.Place(word),
    };

    static async Task<IReadOnlyList<Seer>> Seers(Town here, Town there)
    {
        var seers = new List<Seer>();
        foreach (var (who, post, grid, _) in Members.Staff)
            seers.Add(new Seer(who, await here.As(who), [(post, grid(here))]));
        seers.Add(new Seer("otherWorker", await here.OtherWorker(), [(PostKind.GridWorker, here.OtherGrid)]));
        seers.Add(new Seer("rootAdmin", await here.RootAdmin(), [(PostKind.Administrator, GridCode.Everywhere)]));
        seers.Add(new Seer("head of the other town", await there.Head1(), [(PostKind.GridHead, there.Street)]));
        seers.Add(new Seer("outsider", await here.Outsider(), [(PostKind.GridWorker, Town.OutsideGrid)]));
        // A worker there, a head here and a supervisor of a community here: what each lets them do reaches as far as that one does.
        await Members.Appoint(here.App, there.PersonId("otherWorker"), PostKind.GridHead, here.NextGrid);
        await Members.Appoint(here.App, there.PersonId("otherWorker"), PostKind.Supervisor, here.OtherCommunity);
        seers.Add(new Seer("three posts", await there.OtherWorker(),
            [(PostKind.GridWorker, there.OtherGrid), (PostKind.GridHead, here.NextGrid), (PostKind.Supervisor, here.OtherCommunity)]));
        // Moved, with all that they were told of in the town behind them.
        await Members.End(there, "supervisor");
        await Members.Appoint(here.App, there.PersonId("supervisor"), PostKind.Supervisor, here.Community);
        seers.Add(new Seer("moved here", await there.Supervisor(), [(PostKind.Supervisor, here.Community)]));
        await Members.End(there, "officer");
        seers.Add(new Seer("ended", await there.Officer(), []));
        var key = await Members.WithKey(here, "dispatcher", PostKind.Dispatcher, here.Community);
        seers.Add(new Seer("key", key.Caller, [(PostKind.Dispatcher, here.Community)]));
        var narrow = await Members.WithKey(here, "head2", PostKind.GridHead, here.Grid, Capability.TicketRead);
        seers.Add(new Seer("narrow key", narrow.Caller, [(PostKind.GridHead, here.Grid)]) { Only = [Capability.TicketRead] });
        return seers;
    }
}

/// <summary>Somebody who reads, and what their posts should let them see: told apart by nothing but the codes' beginnings.</summary>
sealed record Seer(string Name, Caller Caller, IReadOnlyList<(PostKind Post, string Grid)> Posts)
{
    /// <summary>All that an API key may do.</summary>
    public IReadOnlyList<Capability>? Only { get; init; }

    public bool May(Capability capability) => Where(capability).Any();

    public IReadOnlySet<string> Sees(World world, Capability capability) =>
        world.Tickets.Where(ticket => Where(capability).Any(grid => grid == "*" || ticket.GridCode.StartsWith(grid, StringComparison.Ordinal)))
            .Select(ticket => ticket.Id.ToString()).ToHashSet(StringComparer.Ordinal);

    IEnumerable<string> Where(Capability capability) =>
        Posts.Where(post => PostRights.Of(post.Post).Contains(capability) && Only?.Contains(capability) is not false).Select(post => post.Grid);
}
