using System.Text;
using GridGov.Domain;
using GridGov.Domain.Boundaries;
using GridGov.Features.Appointments;
using GridGov.Features.Grids;
using GridGov.Features.People;
using GridGov.Features.Tickets.Filing;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Demo;

/// <summary>
/// 铭功路街道 (410103003) in 2012, by the "1+10" model: five communities, 42 unit grids with a head each, ten service roles in every
/// unit grid except a few vacancies, 60 workers, and the departments above the street.
/// </summary>
sealed class DemoStreet
{
    public const string County = "410103";
    public const string Street = "410103003";

    /// <summary>二道街社区第6网格, the grid of the high-voltage line and the demo accounts.</summary>
    public const string Grid6 = "410103003005006";

    const int Workers = 60;
    const int Vacancies = 14;
    static readonly Dictionary<string, int> UnitGrids = new(StringComparer.Ordinal)
    {
        ["410103003003"] = 8,
        ["410103003004"] = 8,
        ["410103003005"] = 10,
        ["410103003006"] = 8,
        ["410103003007"] = 8,
    };

    readonly Db db;
    readonly Actor admin;
    readonly Random random;
    readonly string[] surnames = Names("surname");
    readonly string[] givenNames = Names("given");
    readonly string[] places = Names("place");

    readonly Dictionary<string, Id> heads = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<Id>> workers = new(StringComparer.Ordinal);
    readonly Dictionary<(string Grid, string Role), Id> officers = [];
    readonly Dictionary<string, Id> instructors = new(StringComparer.Ordinal);
    readonly List<Id> pending = [];
    readonly DemoGeometry geometry = MadeUpGeometry();
    Id countyDispatcher;
    Actor? confirmer;

    DemoStreet(Db db, Actor admin, Random random) => (this.db, this.admin, this.random) = (db, admin, random);

    public IReadOnlyList<string> Grids { get; private set; } = [];
    public Id Inspector { get; private set; }
    public Id Supervisor { get; private set; }
    public Id Dispatcher { get; private set; }
    public Id PowerDepartment { get; private set; }
    public Id ParksDepartment { get; private set; }

    public Id DemoWorker => workers[Grid6][0];

    /// <summary>The instructor of urban management, one level above <see cref="DemoOfficer"/>.</summary>
    public Id Instructor => instructors["urban_management"];

    public Id DemoOfficer => officers[(Grid6, "urban_management")];

    /// <summary>The boundaries of the district's grids, by the codes that the grids get.</summary>
    public static DemoGeometry MadeUpGeometry() => new(
        [
            .. ReferenceSeeds.Rows("divisions.csv").Where(row => row["parent_code"] == County && row["code"] != Street)
                .Select(row => row["code"]),
        ],
        UnitGrids.ToDictionary(
            community => community.Key,
            community => (IReadOnlyList<string>)[.. Enumerable.Range(1, community.Value).Select(i => $"{community.Key}{i:000}")],
            StringComparer.Ordinal));

    /// <summary>Creates the street in an empty database, in the name of an administrator of the whole deployment.</summary>
    public static async Task<DemoStreet> Open(Db db, Actor admin, Random random, CancellationToken ct)
    {
        var street = new DemoStreet(db, admin, random);
        await street.OpenGrids(ct);
        var second = await street.AppointSecondAdministrator(ct);
        await street.AppointHeadsAndWorkers(ct);
        await street.AppointServiceRoles(ct);
        await street.AppointOffices(ct);
        street.confirmer = second;
        await street.ConfirmPending(ct);
        return street;
    }

    public Id Worker(PlannedTicket ticket) => workers[ticket.Grid][(int)(ticket.Spread * workers[ticket.Grid].Count)];

    public Id Filer(PlannedTicket ticket) => ticket.IsHighVoltageLine ? heads[ticket.Grid] : Worker(ticket);

    public Id Head(string grid, int level) => heads[GridCode.Ancestor(grid, level)!];

    public Id DispatcherAt(string grid, int level) => level switch
    {
        0 => countyDispatcher,
        1 => Dispatcher,
        _ => Head(grid, level),
    };

    /// <summary>
    /// The grid's officer, the street's instructor for vacancies and escalated tickets, or a department above the street.
    /// </summary>
    public Id Handler(PlannedTicket ticket, string role, int level)
    {
        if (ticket.IsHighVoltageLine)
            return PowerDepartment;
        if (level == 0)
            return role == "urban_management" ? ParksDepartment : PowerDepartment;
        return level == 3 && officers.TryGetValue((ticket.Grid, role), out var officer) ? officer : instructors[role];
    }

    /// <summary>The reporter, with a telephone number that is not assigned.</summary>
    public FileTicket.Reporter? ReporterOf(PlannedTicket ticket) => ticket.IsReported ? Reporter(ticket.Number) : null;

    public FileTicket.Reporter Reporter(int number) =>
        new($"{"赵钱孙李周吴郑王"[number % 8]}{(number % 2 == 0 ? "先生" : "女士")}", $"1380371{number % 10_000:D4}");

    public FileTicket.Location PlaceOf(PlannedTicket ticket) =>
        PlaceIn(ticket.Grid, ticket.Spread, ticket.IsHighVoltageLine ? "二道街与铭功路交叉口" : places[(int)(ticket.Spread * places.Length)]);

    /// <summary>A place in <see cref="Grid6"/>, some 25 metres from the next.</summary>
    public FileTicket.Location PlaceNear(int number) => PlaceIn(Grid6, number % 40 / 40.0, places[number % places.Length]);

    /// <summary>A spot in a grid, with the address of the next street.</summary>
    public (double Lng, double Lat, string Address) SpotIn(string grid, double spread)
    {
        var (lng, lat) = geometry.PlaceIn(grid, spread);
        return (lng, lat, places[(int)(spread * places.Length)]);
    }

    /// <summary>The worker who patrols a grid.</summary>
    public Id WorkerOf(string grid) => workers[grid][0];

    FileTicket.Location PlaceIn(string grid, double spread, string place)
    {
        var (lng, lat) = geometry.PlaceIn(grid, spread);
        return new FileTicket.Location(lng, lat, CoordSys.Wgs84, place);
    }

    static string[] Names(string kind) =>
        [.. ReferenceSeeds.Rows("demo/names.csv").Where(row => row["kind"] == kind).Select(row => row["value"])];

    async Task OpenGrids(CancellationToken ct)
    {
        using (var text = ReferenceSeeds.Open("divisions.csv"))
        {
            var file = DivisionFile.Read(Encoding.UTF8.GetBytes(await text.ReadToEndAsync(ct)), County);
            await db.Write(tx => DivisionImport.Apply(tx, file, admin, dryRun: false), ct);
        }
        var grids = new List<string>();
        foreach (var (community, count) in UnitGrids)
        {
            for (var i = 1; i <= count; i++)
                grids.Add(await UnitGrid(community, $"{await ShortName(community, ct)}第{i}网格", ct));
        }
        Grids = grids;
        await db.Write(tx => GridBoundaries.Store(tx, geometry.Boundaries, tx.Today, admin), ct);
    }

    async Task<string> UnitGrid(string community, string name, CancellationToken ct)
    {
        var created = await new CreateGrid(db) { Actor = admin }.ExecuteAsync(new(name, Parent: community), ct);
        return created.Result is Created<Grid> { Value: { } grid } ? grid.Code : throw Refused(created.Result);
    }

    /// <summary>Nobody could confirm the second administrator, so the command on the machine does, as in any deployment.</summary>
    async Task<Actor> AppointSecondAdministrator(CancellationToken ct)
    {
        var second = await Person("demo-admin-2", ct, GridGov.Data.GridCode.Everywhere, "演示副管理员");
        await Appoint(second, PostKind.Administrator, GridGov.Data.GridCode.Everywhere, ct);
        await db.Write(tx => AppointmentCommands.Confirm(tx, [.. pending], from: null), ct);
        pending.Clear();
        return await db.Read(tx => ActorCache.LoadPerson(tx, second), ct)
            ?? throw new InvalidOperationException("The second administrator does not exist.");
    }

    /// <summary>The second administrator confirms what the first has appointed, in calls of as many as one call takes.</summary>
    internal async Task ConfirmPending(CancellationToken ct)
    {
        foreach (var ids in pending.Chunk(Features.Appointments.ConfirmAppointments.MaxIds))
        {
            var answer = await new ConfirmAppointments(db) { Actor = confirmer! }.ExecuteAsync(new(ids), ct);
            if (answer.Value!.Items.FirstOrDefault(item => item.Problem is not null) is { } refused)
                throw new InvalidOperationException($"The street cannot be opened: {refused.Problem!.Detail}");
        }
        pending.Clear();
    }

    async Task AppointHeadsAndWorkers(CancellationToken ct)
    {
        heads[Street] = await Person("demo-head-1", ct);
        await Appoint(heads[Street], PostKind.GridHead, Street, ct, responsibility: Responsibility.First);
        await Appoint(await Person(null, ct), PostKind.GridHead, Street, ct, responsibility: Responsibility.Direct);
        foreach (var community in UnitGrids.Keys)
        {
            heads[community] = await Person(Grid6.StartsWith(community, StringComparison.Ordinal) ? "demo-head-2" : null, ct);
            await Appoint(heads[community], PostKind.GridHead, community, ct, responsibility: Responsibility.First);
        }
        foreach (var grid in Grids)
        {
            heads[grid] = await Person(grid == Grid6 ? "demo-head-3" : null, ct);
            await Appoint(heads[grid], PostKind.GridHead, grid, ct, responsibility: Responsibility.First);
        }
        for (var i = 0; i < Workers; i++)
        {
            var grid = Grids[i % Grids.Count];
            var first = !workers.TryGetValue(grid, out var inGrid);
            if (first)
                workers[grid] = inGrid = [];
            var worker = await Person(first && grid == Grid6 ? "demo-worker" : null, ct);
            await Appoint(worker, PostKind.GridWorker, grid, ct);
            inGrid!.Add(worker);
        }
    }

    async Task AppointServiceRoles(CancellationToken ct)
    {
        var roles = ReferenceSeeds.Rows("service_roles.csv").Select(row => row["code"]).ToList();
        var vacant = new HashSet<(string, string)>();
        while (vacant.Count < Vacancies)
        {
            var place = (Grids[random.Next(Grids.Count)], roles[random.Next(roles.Count)]);
            if (place.Item1 != Grid6)
                vacant.Add(place);
        }
        foreach (var role in roles)
        {
            instructors[role] = await Person(null, ct);
            await Appoint(instructors[role], PostKind.Instructor, Street, ct, role);
            foreach (var community in UnitGrids.Keys)
            {
                // One officer of each role serves all unit grids of a community.
                var officer = await Person(null, ct);
                var covered = Grids.Where(grid => grid.StartsWith(community, StringComparison.Ordinal) && !vacant.Contains((grid, role)));
                foreach (var grid in covered)
                {
                    var here = grid == Grid6 && role == "urban_management" ? await Person("demo-officer", ct) : officer;
                    await Appoint(here, PostKind.ServiceOfficer, grid, ct, role);
                    officers[(grid, role)] = here;
                }
            }
        }
    }

    async Task AppointOffices(CancellationToken ct)
    {
        Dispatcher = await Person("demo-dispatcher", ct);
        await Appoint(Dispatcher, PostKind.Dispatcher, Street, ct);
        countyDispatcher = await Person(null, ct);
        await Appoint(countyDispatcher, PostKind.Dispatcher, County, ct);
        Inspector = await Person("demo-inspector", ct);
        await Appoint(Inspector, PostKind.Inspector, Street, ct);
        Supervisor = await Person("demo-supervisor", ct, County);
        await Appoint(Supervisor, PostKind.Supervisor, County, ct);
        PowerDepartment = await Person("demo-electricity", ct, County, "二七区供电部");
        await Appoint(PowerDepartment, PostKind.DepartmentHandler, County, ct);
        ParksDepartment = await Person("demo-parks", ct, County, "二七区园林所");
        await Appoint(ParksDepartment, PostKind.DepartmentHandler, County, ct);

        // The outsider must see nothing of this street.
        var elsewhere = await db.Read(tx => tx.QuerySingle<string>(
            FindOtherCommunity, new { Street, County, CountyEnd = GridCode.EndOfSubtree(County) }), ct);
        var outsider = await Person("demo-outsider", ct, elsewhere![..9]);
        await Appoint(outsider, PostKind.GridWorker, await UnitGrid(elsewhere, $"{await ShortName(elsewhere, ct)}第1网格", ct), ct);
    }

    /// <summary>The everyday name: 二道街社区 for 二道街社区居民委员会.</summary>
    async Task<string> ShortName(string community, CancellationToken ct) =>
        (await db.Read(tx => tx.QuerySingle<string>(FindName, new { Code = community }), ct))!
            .Replace("居民委员会", "", StringComparison.Ordinal).Replace("村民委员会", "", StringComparison.Ordinal);

    internal async Task<Id> Person(string? username, CancellationToken ct, string grid = Street, string? name = null)
    {
        name ??= surnames[random.Next(surnames.Length)] + givenNames[random.Next(givenNames.Length)];
        var added = await new AddPerson(db) { Actor = admin }.ExecuteAsync(new(name, username, Grid: grid), ct);
        return added.Result is Created<Person> { Value: { } person } ? person.Id : throw Refused(added.Result);
    }

    internal async Task Appoint(
        Id person, PostKind post, string grid, CancellationToken ct, string? role = null, Responsibility? responsibility = null)
    {
        var appointed = await new AppointPerson(db) { Actor = admin }.ExecuteAsync(new(person, post, grid, role, responsibility), ct);
        if (appointed.Result is not Created<Appointment> { Value: { } appointment })
            throw Refused(appointed.Result);
        if (appointment.Status == AppointmentStatus.Pending)
            pending.Add(appointment.Id);
    }

    /// <summary>Divides the last unit grid into two, as after new buildings; its tickets of 2012 keep its code.</summary>
    public Task SplitLastGrid(CancellationToken ct) => DemoRedivision.Split(db, admin, geometry, Grids[^1], ct);

    internal static InvalidOperationException Refused(IResult result) =>
        new($"The street cannot be opened: {(result as ProblemHttpResult)?.ProblemDetails.Detail ?? result.ToString()}");

    const string FindName = "SELECT name FROM grids WHERE code = @Code";

    const string FindOtherCommunity = """
        SELECT min(code)
          FROM grids
         WHERE level = 2 AND parent_code <> @Street AND code >= @County AND code < @CountyEnd
        """;
}
