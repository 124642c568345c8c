using GridGov.Data;
using GridGov.Security;

namespace GridGov.Tests.Domain.Tickets.Statements;

/// <summary>A street with one unit grid and a person in every post that acts on a ticket, each with an access token.</summary>
sealed class StatementStreet
{
    const string Street = "970101001";
    public const string Grid = Street + "001001";

    readonly Dictionary<string, (Id Id, Id Session)> people = new(StringComparer.Ordinal);

    public static async Task<StatementStreet> Open(Engine engine)
    {
        var street = new StatementStreet();
        await new Db(engine).Write(street.Fill);
        return street;
    }

    public string IdOf(string who) => people[who].Id.ToString();

    public Id SessionOf(string who) => people[who].Session;

    async Task Fill(Tx tx)
    {
        foreach (var code in (string[])[Street[..4], Street[..6], Street, Grid[..12], Grid])
        {
            await tx.Execute("INSERT INTO grids (code, name, level, parent_code, created_at, version) VALUES (@Code, @Code, @Level, "
                + "@Parent, @Now, 1)",
                new { Code = code, Level = GridCode.Level(code), Parent = code.Length == 4 ? null : GridCode.Parent(code), tx.Now });
        }
        await Add("head1", PostKind.GridHead, Street);
        await Add("head2", PostKind.GridHead, Grid[..12]);
        await Add("head3", PostKind.GridHead, Grid);
        await Add("worker", PostKind.GridWorker, Grid);
        await Add("officer", PostKind.ServiceOfficer, Grid, "urban_management");
        await Add("department", PostKind.DepartmentHandler, Street[..6]);
        await Add("dispatcher", PostKind.Dispatcher, Street);
        await Add("inspector", PostKind.Inspector, Street);
        await Add("supervisor", PostKind.Supervisor, Street[..6]);

        async Task Add(string who, PostKind post, string grid, string? role = null)
        {
            var (id, session) = (tx.NewId(), tx.NewId());
            await tx.Execute("INSERT INTO people (id, name, grid_code, created_at, version) VALUES (@Id, @Name, @Grid, @Now, 1)",
                new { Id = id, Name = who, Grid = Street, tx.Now });
            await tx.Execute("""
                INSERT INTO appointments (id, person_id, post, role, responsibility, grid_code, from_day, created_at, version)
                VALUES (@Id, @Person, @Post, @Role, @Responsibility, @Grid, 20200101, @Now, 1)
                """, new
            {
                Id = tx.NewId(), Person = id, Post = post.ToCode(), Role = role, Grid = grid, tx.Now,
                Responsibility = post == PostKind.GridHead ? Responsibility.First.ToCode() : null,
            });
            await tx.Execute("INSERT INTO sessions (id, person_id, device, created_at) VALUES (@Id, @Person, 'statements', @Now)",
                new { Id = session, Person = id, tx.Now });
            people[who] = (id, session);
        }
    }
}
