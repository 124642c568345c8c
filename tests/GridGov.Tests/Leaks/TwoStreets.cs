using GridGov.Data;
using GridGov.Security;
using GridGov.Tests.Features.People;

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

    /// <summary>The people whom tickets were given to, by ticket, from the rows of the work itself.</summary>
    public ILookup<Id, Id> Parties { get; private set; } = null!;

    /// <summary>The tickets whose ids and numbers a ticket names: a part its whole, a whole its parts.</summary>
    public ILookup<string, string> NamedBy { get; private set; } = null!;

    public IReadOnlyList<string> Counties { get; private set; } = [];

    /// <summary>A unit grid of the first street.</summary>
    public string Grid { get; private set; } = "";

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
            Parties = (await app.Db.Read(tx => tx.Query(FindParties, c => (Ticket: c.Id(), Person: c.Id()))))
                .ToLookup(row => row.Ticket, row => row.Person),
            NamedBy = (await app.Db.Read(tx => tx.Query(FindNamed, c => (Ticket: c.Id().ToString(), Named: c.Id().ToString()))))
                .ToLookup(row => row.Ticket, row => row.Named, StringComparer.Ordinal),
            Words = [here.Word, there.Word],
            Grid = here.Street.Grid,
            Counties = [here.Street.County, there.Street.County],
            People = await Observers(here.Street, there.Street),
        };
    }

    const string FindNamed = """
        SELECT id, part_of FROM tickets WHERE part_of IS NOT NULL
         UNION
        SELECT part_of, id FROM tickets WHERE part_of IS NOT NULL
        """;

    const string FindParties = """
        SELECT ticket_id, handler_id FROM ticket_dispatches
         UNION
        SELECT ticket_id, handler_id FROM ticket_history WHERE handler_id IS NOT NULL
         UNION
        SELECT id, handler_id FROM tickets WHERE handler_id IS NOT NULL
         UNION
        SELECT id, verifier_id FROM tickets WHERE verifier_id IS NOT NULL
         UNION
        SELECT j.ticket_id, p.person_id FROM joint_actions j JOIN joint_participants p ON p.joint_action_id = j.id
        """;

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
        foreach (var (name, posts) in new (string, (PostKind, string)[])[]
        {
            ("department without work", [(PostKind.DepartmentHandler, here.County)]),
            ("department with the head of a grid", [(PostKind.DepartmentHandler, here.County), (PostKind.GridHead, here.NextGrid)]),
        })
            observers.Add(new Observer(name, await here.With(posts, here.Street), posts));
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
            .Any(post => (post.Grid == "*" || ticket.GridCode.StartsWith(post.Grid, StringComparison.Ordinal))
                && (post.Post != PostKind.DepartmentHandler || world.Parties[ticket.Id].Contains(Caller.Person))))
            .Select(ticket => ticket.Id.ToString()).ToHashSet(StringComparer.Ordinal);

    IEnumerable<(PostKind Post, string Grid)> Where(Capability capability) =>
        Posts.Where(post => PostRights.Of(post.Post).Contains(capability) && Only?.Contains(capability) is not false);
}
