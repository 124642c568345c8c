using GridGov.Data;
using GridGov.Security;

namespace GridGov.Tests.Leaks;

/// <summary>Two streets with tickets in every status and at every level of grid, and people who see all, some or none of them.</summary>
sealed class TwoStreets
{
    TwoStreets(App app) => App = app;

    public App App { get; }

    /// <summary>All tickets of the server.</summary>
    public IReadOnlyList<TicketAt> Tickets { get; private set; } = [];

    /// <summary>Tickets of confidential categories, whose text only some readers see.</summary>
    public IReadOnlySet<string> Confidential { get; private set; } = new HashSet<string>();

    /// <summary>Search terms; each ticket's description contains one of them.</summary>
    public IReadOnlyList<string> Words { get; private set; } = [];

    public IReadOnlyList<string> Counties { get; private set; } = [];

    public IReadOnlyList<Observer> People { get; private set; } = [];

    /// <summary>A ticket and its grid.</summary>
    public sealed record TicketAt
    {
        public required Id Id { get; init; }
        public required string Number { get; init; }
        public required string GridCode { get; init; }
    }

    public static async Task<TwoStreets> New(App app)
    {
        var (here, there) = (await VictimStreet.New(app), await VictimStreet.New(app));
        foreach (var victim in new[] { here, there })
        {
            var dispatcher = await victim.Street.Dispatcher();
            foreach (var grid in new[] { victim.Street.NextGrid, victim.Street.Community, victim.Street.OtherGrid,
                victim.Street.OtherCommunity, victim.Street.Street })
                (await dispatcher.Post("/v1/tickets", FiledIn(grid, victim.Word))).ShouldBeCreated();
        }
        return new TwoStreets(app)
        {
            Tickets = await app.Db.Read(tx => tx.Query<TicketAt>("SELECT id, number, grid_code FROM tickets ORDER BY id")),
            Confidential = (await app.Db.Read(tx => tx.Query<Id>("SELECT id FROM tickets WHERE category LIKE '07%' OR category = '0803'")))
                .Select(id => id.ToString()).ToHashSet(StringComparer.Ordinal),
            Words = [here.Word, there.Word],
            Counties = [here.Street.County, there.Street.County],
            People = await Observers(here.Street, there.Street),
        };
    }

    static object FiledIn(string grid, string word) => new
    {
        grid, category = VictimStreet.Category, description = word,
        location = VictimStreet.Place(word),
    };

    static async Task<IReadOnlyList<Observer>> Observers(TestStreet here, TestStreet there)
    {
        var observers = new List<Observer>();
        foreach (var (who, post, grid, _) in StreetMembers.Staff)
            observers.Add(new Observer(who, await here.As(who), [(post, grid(here))]));
        observers.Add(new Observer("otherWorker", await here.OtherWorker(), [(PostKind.GridWorker, here.OtherGrid)]));
        observers.Add(new Observer("rootAdmin", await here.RootAdmin(), [(PostKind.Administrator, GridCode.Everywhere)]));
        observers.Add(new Observer("head of the other street", await there.Head1(), [(PostKind.GridHead, there.Street)]));
        observers.Add(new Observer("outsider", await here.Outsider(), [(PostKind.GridWorker, TestStreet.OutsideGrid)]));
        // A worker in one street who is also a head and a supervisor in the other; each post's rights are limited to its grids.
        await StreetMembers.Appoint(here.App, there.PersonId("otherWorker"), PostKind.GridHead, here.NextGrid);
        await StreetMembers.Appoint(here.App, there.PersonId("otherWorker"), PostKind.Supervisor, here.OtherCommunity);
        observers.Add(new Observer("three posts", await there.OtherWorker(),
            [(PostKind.GridWorker, there.OtherGrid), (PostKind.GridHead, here.NextGrid), (PostKind.Supervisor, here.OtherCommunity)]));
        // A person who moved away, with notifications of the old street.
        await StreetMembers.End(there, "supervisor");
        await StreetMembers.Appoint(here.App, there.PersonId("supervisor"), PostKind.Supervisor, here.Community);
        observers.Add(new Observer("moved here", await there.Supervisor(), [(PostKind.Supervisor, here.Community)]));
        await StreetMembers.End(there, "officer");
        observers.Add(new Observer("ended", await there.Officer(), []));
        var key = await StreetMembers.WithKey(here, "dispatcher", PostKind.Dispatcher, here.Community);
        observers.Add(new Observer("key", key.Caller, [(PostKind.Dispatcher, here.Community)]));
        var narrow = await StreetMembers.WithKey(here, "head2", PostKind.GridHead, here.Grid, Capability.TicketRead);
        observers.Add(new Observer("narrow key", narrow.Caller, [(PostKind.GridHead, here.Grid)]) { Only = [Capability.TicketRead] });
        return observers;
    }
}

/// <summary>A reader with posts; the expected tickets are computed from code prefixes alone.</summary>
sealed record Observer(string Name, Caller Caller, IReadOnlyList<(PostKind Post, string Grid)> Posts)
{
    /// <summary>The capabilities of an API key; null for a person.</summary>
    public IReadOnlyList<Capability>? Only { get; init; }

    public bool May(Capability capability) => Where(capability).Any();

    public IReadOnlySet<string> Sees(TwoStreets world, Capability capability) =>
        world.Tickets.Where(ticket => Where(capability)
            .Any(grid => grid == "*" || ticket.GridCode.StartsWith(grid, StringComparison.Ordinal)))
            .Select(ticket => ticket.Id.ToString()).ToHashSet(StringComparer.Ordinal);

    IEnumerable<string> Where(Capability capability) =>
        Posts.Where(post => PostRights.Of(post.Post).Contains(capability) && Only?.Contains(capability) is not false)
            .Select(post => post.Grid);
}
