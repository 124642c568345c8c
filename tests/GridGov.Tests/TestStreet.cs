using System.Globalization;
using GridGov.Data;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Tests;

/// <summary>
/// A street for one test: two communities, three unit grids, and a person in every post. It
/// is created in one transaction without HTTP, which takes milliseconds.
/// </summary>
public sealed class TestStreet
{
    static int towns;

    readonly App app;
    readonly Dictionary<string, Id> people = [];
    readonly Dictionary<string, Caller> callers = [];

    TestStreet(App app, string street)
    {
        this.app = app;
        Street = street;
    }

    /// <summary>The street's code (level 1).</summary>
    public string Street { get; }

    /// <summary>The county's code. No other test street is in this county.</summary>
    public string County => Street[..6];

    /// <summary>The first community's code (level 2).</summary>
    public string Community => Street + "001";
    public string OtherCommunity => Street + "002";

    /// <summary>The code of a unit grid (level 3) in <see cref="Community"/>.</summary>
    public string Grid => Community + "001";
    public string NextGrid => Community + "002";

    /// <summary>The code of a unit grid (level 3) in <see cref="OtherCommunity"/>.</summary>
    public string OtherGrid => OtherCommunity + "001";

    public App App => app;

    public static Task<TestStreet> New() => New(App.Shared);

    public static Task<TestStreet> New(App app)
    {
        var number = Interlocked.Increment(ref towns);
        // Each street has its own county: 99 00 01 … 99 99 99.
        return New(app, $"99{number / 99:D2}{(number % 99) + 1:D2}001");
    }

    /// <summary>Creates a second street in the next county of the same city; possible once per street, on a separate server.</summary>
    public static Task<TestStreet> NewInSameCity(TestStreet street) =>
        New(street.App, $"{street.Street[..4]}{(int.Parse(street.Street[4..6], CultureInfo.InvariantCulture) % 99) + 1:D2}002");

    /// <summary>A street with a given code; once for a city, on a server of its own.</summary>
    public static async Task<TestStreet> New(App app, string street)
    {
        var testStreet = new TestStreet(app, street);
        await app.Db.Write(async tx =>
        {
            await testStreet.AddGrids(tx);
            await testStreet.AddPeople(tx);
        });
        return testStreet;
    }

    /// <summary>
    /// The id of a person by name: head1–head3, worker, otherWorker, officer, otherOfficer,
    /// instructor, department, dispatcher, inspector, supervisor, admin, rootAdmin, outsider.
    /// </summary>
    public Id PersonId(string who) => people[who];

    public Task<Caller> Head1() => As("head1");
    public Task<Caller> Head2() => As("head2");
    public Task<Caller> Head3() => As("head3");
    public Task<Caller> Worker() => As("worker");
    public Task<Caller> OtherWorker() => As("otherWorker");
    public Task<Caller> Officer() => As("officer");
    public Task<Caller> Instructor() => As("instructor");
    public Task<Caller> Department() => As("department");
    public Task<Caller> Dispatcher() => As("dispatcher");
    public Task<Caller> CountyDispatcher() => As("countyDispatcher");
    public Task<Caller> Inspector() => As("inspector");
    public Task<Caller> Supervisor() => As("supervisor");
    public Task<Caller> Admin() => As("admin");

    /// <summary>An administrator of the whole deployment.</summary>
    public Task<Caller> RootAdmin() => As("rootAdmin");

    /// <summary>A worker in another county.</summary>
    public Task<Caller> Outsider() => As("outsider");

    public async Task<Caller> As(string who)
    {
        if (!callers.TryGetValue(who, out var caller))
            callers[who] = caller = await app.CallerFor(people[who]);
        return caller;
    }

    async Task AddGrids(Tx tx)
    {
        await Grid(Street[..4], "试市", 0);
        await Grid(County, "试区", 0);
        await Grid(Street, "试街道", 1);
        await Grid(Community, "一社区", 2);
        await Grid(OtherCommunity, "二社区", 2);
        await Grid(this.Grid, "第1网格", 3);
        await Grid(NextGrid, "第2网格", 3);
        await Grid(OtherGrid, "第1网格", 3);
        await Grid(OutsideStreet[..4], "外市", 0);
        await Grid(OutsideStreet[..6], "外区", 0);
        await Grid(OutsideStreet, "外街道", 1);
        await Grid(OutsideStreet + "001", "外社区", 2);
        await Grid(OutsideGrid, "外网格", 3);

        async Task Grid(string code, string name, int level) => await tx.Execute("""
            INSERT INTO grids (code, name, level, parent_code, created_at, version)
            VALUES (@Code, @Name, @Level, @Parent, @Now, 1)
            ON CONFLICT (code) DO NOTHING
            """, new { Code = code, Name = name, Level = level, Parent = GridGov.Data.GridCode.Parent(code), tx.Now });
    }

    /// <summary>A street for the outsider's post, shared by all tests.</summary>
    public static string OutsideStreet => "980101001";

    public static string OutsideGrid => OutsideStreet + "001001";

    async Task AddPeople(Tx tx)
    {
        await Person("head1", PostKind.GridHead, Street, responsibility: Responsibility.First);
        await Person("head2", PostKind.GridHead, Community, responsibility: Responsibility.First);
        await Person("head3", PostKind.GridHead, Grid, responsibility: Responsibility.First);
        await Person("worker", PostKind.GridWorker, Grid);
        await Person("otherWorker", PostKind.GridWorker, OtherGrid);
        await Person("officer", PostKind.ServiceOfficer, Grid, "urban_management");
        await Person("otherOfficer", PostKind.ServiceOfficer, OtherGrid, "urban_management");
        await Person("instructor", PostKind.Instructor, Street, "urban_management");
        await Person("department", PostKind.DepartmentHandler, County);
        await Person("dispatcher", PostKind.Dispatcher, Street);
        await Person("countyDispatcher", PostKind.Dispatcher, County);
        await Person("inspector", PostKind.Inspector, Street);
        await Person("supervisor", PostKind.Supervisor, County);
        await Person("admin", PostKind.Administrator, Street);
        await Person("rootAdmin", PostKind.Administrator, GridGov.Data.GridCode.Everywhere);
        await Person("outsider", PostKind.GridWorker, OutsideGrid);

        async Task Person(string who, PostKind post, string grid, string? role = null, Responsibility? responsibility = null)
        {
            people[who] = await AddPerson(tx, who, post == PostKind.Administrator || who == "outsider" ? grid : Street);
            await Appoint(tx, people[who], post, grid, role, responsibility);
        }
    }

    public static async Task<Id> AddPerson(Tx tx, string name, string grid)
    {
        var id = tx.NewId();
        await tx.Execute("""
            INSERT INTO people (id, username, name, grid_code, created_at, version)
            VALUES (@Id, @Username, @Name, @Grid, @Now, 1)
            """, new { Id = id, Username = $"{name}-{id}".ToLowerInvariant(), Name = name, Grid = grid, tx.Now });
        await SealedRows.Seal(tx, SealedTable.People, id);
        return id;
    }

    public static async Task Appoint(
        Tx tx, Id person, PostKind post, string grid, string? role = null, Responsibility? responsibility = null)
    {
        var id = tx.NewId();
        await tx.Execute("""
            INSERT INTO appointments (id, person_id, post, role, responsibility, grid_code, from_day, created_at, version)
            VALUES (@Id, @Person, @Post, @Role, @Responsibility, @Grid, 20200101, @Now, 1)
            """, new
        {
            Id = id,
            Person = person,
            Post = post.ToCode(),
            Role = role,
            Responsibility = responsibility?.ToCode(),
            Grid = grid,
            tx.Now,
        });
        await SealedRows.Seal(tx, SealedTable.Appointments, id);
    }
}
