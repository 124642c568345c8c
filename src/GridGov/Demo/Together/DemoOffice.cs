using System.Text;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Boards;
using GridGov.Domain.Groups;
using GridGov.Domain.Places;
using GridGov.Features.Boards;
using GridGov.Features.Grids;
using GridGov.Features.Groups;
using GridGov.Features.Groups.Memberships;
using GridGov.Features.Places;
using GridGov.Security;

namespace GridGov.Demo.Together;

/// <summary>A community of a street that was opened.</summary>
/// <param name="Name">The everyday name: 石桥社区.</param>
sealed record DemoCommunity(string Code, string Name);

/// <summary>A member to be imported: with an account, or by a name and a number.</summary>
sealed record DemoMember(
    string Group, GroupKind Kind, string Grid, string Name, string? Phone, MembershipRole Role, Id? Account = null);

/// <summary>Opens streets beside 铭功路街道 and does there what all of them need, by the operations.</summary>
sealed class DemoOffice(Db db, DemoStreet street, DemoActors actors, Actor admin)
{
    byte[]? divisions;

    public Db Db { get; } = db;

    public DemoNames Names { get; } = new(410104009);

    public ValueTask<Actor> ActorOf(Id person, CancellationToken ct) => actors.Get(person, ct);

    /// <summary>Imports a district or street with its communities, which it answers.</summary>
    public async Task<IReadOnlyList<DemoCommunity>> Open(string code, CancellationToken ct)
    {
        if (divisions is null)
        {
            using var text = ReferenceSeeds.Open("divisions.csv");
            divisions = Encoding.UTF8.GetBytes(await text.ReadToEndAsync(ct));
        }
        var file = DivisionFile.Read(divisions, code);
        await Db.Write(tx => DivisionImport.Apply(tx, file, admin, dryRun: false), ct);
        return [.. file.Rows.Where(row => GridCode.Level(row.Code) == 2).Select(row => new DemoCommunity(row.Code, ShortName(row.Name)))];
    }

    public async Task<string> UnitGrid(string community, string name, CancellationToken ct)
    {
        var created = await new CreateGrid(Db) { Actor = admin }.ExecuteAsync(new(name, Parent: community), ct);
        return Value<Grid>(created).Code;
    }

    /// <summary>An account, without a name to sign in with unless one is given.</summary>
    public async Task<(Id Id, string Name)> Account(string grid, CancellationToken ct, string? username = null)
    {
        var name = Names.Next();
        return (await street.Person(username, ct, grid[..Math.Min(grid.Length, 9)], name), name);
    }

    /// <summary>A new person in a post; posts that need it are confirmed by <see cref="Confirm"/>.</summary>
    public async Task<Id> Appoint(PostKind post, string grid, CancellationToken ct, string? role = null)
    {
        var (person, _) = await Account(grid, ct);
        await street.Appoint(person, post, grid, ct, role, post == PostKind.GridHead ? Responsibility.First : null);
        return person;
    }

    public Task Confirm(CancellationToken ct) => street.ConfirmPending(ct);

    public async Task<Id> Group(Id by, CreateGroup.Request request, CancellationToken ct) =>
        Value<Group>(await new CreateGroup(Db) { Actor = await ActorOf(by, ct) }.ExecuteAsync(request, ct)).Id;

    /// <summary>Imports members in one file, with the groups that do not exist yet.</summary>
    public async Task Import(Id by, IEnumerable<DemoMember> members, CancellationToken ct)
    {
        var file = new StringBuilder("group,kind,grid,name,phone,role,personId\n");
        foreach (var member in members)
        {
            file.Append(string.Join(',', member.Group, member.Kind.ToCode(), member.Grid, member.Name, member.Phone,
                member.Role.ToCode(), member.Account?.ToString())).Append('\n');
        }
        Value<ImportMemberships.Response>(await new ImportMemberships(Db) { Actor = await ActorOf(by, ct) }
            .ExecuteAsync(new(new FileBody(Encoding.UTF8.GetBytes(file.ToString())), new() { CreateGroups = true }), ct));
    }

    public async Task<Id> Place(Id by, CreatePlace.Request request, CancellationToken ct) =>
        Value<Place>(await new CreatePlace(Db, CityEnvelopes.BuiltIn) { Actor = await ActorOf(by, ct) }.ExecuteAsync(request, ct)).Id;

    /// <summary>Publishes the board of a grid that has none.</summary>
    public async Task PublishBoard(Id by, string grid, string title, string phone, CancellationToken ct) =>
        Value<Board>(await new PutBoard(Db) { Actor = await ActorOf(by, ct) }.ExecuteAsync(
            new(grid, new(
                Published: true, Enum.GetValues<BoardSection>(), NameStyle.Surname, "resolution_rate", RatePeriod.LastThirtyDays, title,
                phone), new IfMatch(1)), ct));

    /// <summary>What an operation answered, which must not be a refusal.</summary>
    public static T Value<T>(INestedHttpResult answer)
        where T : class =>
        (answer.Result as IValueHttpResult)?.Value as T ?? throw DemoStreet.Refused(answer.Result);

    static string ShortName(string name) => name.Replace("居民委员会", "", StringComparison.Ordinal)
        .Replace("村民委员会", "村", StringComparison.Ordinal).Replace("居委会", "", StringComparison.Ordinal);
}
