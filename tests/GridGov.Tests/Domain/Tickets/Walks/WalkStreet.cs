using GridGov.Data;
using GridGov.Security;

namespace GridGov.Tests.Domain.Tickets.Walks;

/// <summary>A street on its own server whose clock the test moves, and its people with the lifecycle table's view of them.</summary>
sealed class WalkStreet : IAsyncDisposable
{
    static readonly string[] Names =
    [
        "head1", "head2", "head3", "worker", "otherWorker", "officer", "otherOfficer", "instructor", "department", "dispatcher",
        "countyDispatcher",
        "inspector", "supervisor", "admin", "rootAdmin", "outsider",
    ];

    WalkStreet(App app, TestClock clock, TestStreet street) => (App, Clock, Street) = (app, clock, street);

    /// <summary>A person of the street.</summary>
    /// <param name="Actor">The person as the lifecycle table sees them.</param>
    /// <param name="Caller">The person's client of the server.</param>
    public sealed record Member(Actor Actor, Caller Caller)
    {
        public Id Id => Actor.Id;

        public bool Reaches(StoredTicket ticket) => Actor.Posts.Any(post => GridCode.Covers(post.Grid, ticket.Row.GridCode)
            && (post.Kind != PostKind.DepartmentHandler || ticket.Parties.Contains(Id)));

        /// <summary>Whether the person has a post for that grid that qualifies them.</summary>
        public bool Fits(string grid, Func<Post, bool> fit) => Actor.Posts.Any(post => GridCode.Covers(post.Grid, grid) && fit(post));
    }

    public App App { get; }
    public TestClock Clock { get; }
    public TestStreet Street { get; }
    public IReadOnlyList<Member> People { get; private set; } = [];

    public Member Named(string who) => People.First(member => member.Actor.Name == who);

    public static async Task<WalkStreet> At(string local)
    {
        var clock = TestClock.Starting(local);
        var app = new App(clock);
        var street = new WalkStreet(app, clock, await TestStreet.New(app));
        await app.Db.Write(async tx =>
        {
            // A person who handles, calls, decides and checks, because the rules against acting in the own case need one.
            var everything = await TestStreet.AddPerson(tx, "everything", street.Street.Street);
            await TestStreet.Appoint(tx, everything, PostKind.DepartmentHandler, street.Street.County);
            await TestStreet.Appoint(tx, everything, PostKind.Dispatcher, street.Street.County);
            await TestStreet.Appoint(tx, everything, PostKind.Inspector, street.Street.Street);
        });
        await street.SignIn();
        return street;
    }

    /// <summary>Moves the clock and signs everybody in again, because access tokens expire.</summary>
    public async Task Wait(TimeSpan span)
    {
        Clock.Move(span);
        await GridGov.Domain.Deadlines.DeadlineProcessor.Run(App.Db, failed: null, CancellationToken.None);
        await SignIn();
    }

    async Task SignIn()
    {
        var posts = (await App.Db.Read(tx => tx.Query<PostRow>("""
            SELECT p.id, p.name, a.post, a.role, a.grid_code
              FROM people p
              JOIN appointments a ON a.person_id = p.id
             ORDER BY a.id
            """))).GroupBy(row => row.Id);
        var people = new List<Member>();
        foreach (var group in posts.Where(group => Names.Append("everything").Contains(group.First().Name)))
        {
            var actor = new Actor(group.Key, Id.None, null, group.First().Name, mustChangePassword: false,
                [.. group.Select(row => new Post(Codes<PostKind>.Parse(row.Post), row.Role, row.GridCode, null, default, null))]);
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
