using GridGov.Platform;
using GridGov.Platform.Data;
using GridGov.Platform.Security;

namespace GridGov.Tests.Features.Tickets;

/// <summary>A town on a server of its own whose clock the test moves, and its people with what the table knows of them.</summary>
sealed class WalkTown : IAsyncDisposable
{
    static readonly string[] Names =
    [
        "head1", "head2", "head3", "worker", "otherWorker", "officer", "otherOfficer", "instructor", "department", "dispatcher", "countyDispatcher",
        "inspector", "supervisor", "admin", "rootAdmin", "outsider",
    ];

    WalkTown(App app, TestClock clock, Town town) => (App, Clock, Town) = (app, clock, town);

    /// <summary>Somebody of the town.</summary>
    /// <param name="Actor">What the table is asked with.</param>
    /// <param name="Caller">What the server is asked with.</param>
    public sealed record Member(Actor Actor, Caller Caller)
    {
        public Id Id => Actor.Id;

        public bool Reaches(string grid) => Actor.ScopeOf(Capability.TicketRead).Covers(grid);

        /// <summary>Has a post for that grid which is fit for being named.</summary>
        public bool Fits(string grid, Func<Post, bool> fit) => Actor.Posts.Any(post => GridCode.Covers(post.Grid, grid) && fit(post));
    }

    public App App { get; }
    public TestClock Clock { get; }
    public Town Town { get; }
    public IReadOnlyList<Member> People { get; private set; } = [];

    public Member Named(string who) => People.First(member => member.Actor.Name == who);

    public static async Task<WalkTown> At(string local)
    {
        var clock = TestClock.Starting(local);
        var app = new App(clock);
        var town = new WalkTown(app, clock, await Town.New(app));
        await app.Db.Write(async tx =>
        {
            // Who handles, calls, decides and checks: the rules against the own case are for them.
            var everything = await Town.AddPerson(tx, "everything", town.Town.Street);
            await Town.Appoint(tx, everything, PostKind.DepartmentHandler, town.Town.County);
            await Town.Appoint(tx, everything, PostKind.Dispatcher, town.Town.County);
            await Town.Appoint(tx, everything, PostKind.Inspector, town.Town.Street);
        });
        await town.SignIn();
        return town;
    }

    /// <summary>Moves the clock; access tokens do not outlive that, so everybody signs in again.</summary>
    public async Task Wait(TimeSpan span)
    {
        Clock.Move(span);
        await GridGov.Features.Tickets.TicketWatch.Run(App.Db, failed: null, CancellationToken.None);
        await SignIn();
    }

    async Task SignIn()
    {
        var posts = (await App.Db.Read(tx => tx.List<PostRow>("""
            SELECT p.id, p.name, a.post, a.role, a.grid_code
              FROM people p
              JOIN appointments a ON a.person_id = p.id
             ORDER BY a.id
            """))).GroupBy(row => row.Id);
        var people = new List<Member>();
        foreach (var group in posts.Where(group => Names.Append("everything").Contains(group.First().Name)))
        {
            var actor = new Actor(group.Key, Id.None, null, group.First().Name, mustChangePassword: false,
                [.. group.Select(row => new Post(Codes<PostKind>.Read(row.Post), row.Role, row.GridCode, null, default, null))]);
            people.Add(new Member(actor, await App.CallerFor(group.Key)));
        }
        people.Count.ShouldBe(Names.Length + 1);
        People = people;
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    sealed record PostRow
    {
        public required Id Id { get; init; }
        public required string Name { get; init; }
        public required string Post { get; init; }
        public string? Role { get; init; }
        public required string GridCode { get; init; }
    }
}
