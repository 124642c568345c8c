using GridGov.Data;
using GridGov.Domain.Events;
using GridGov.Encryption;
using GridGov.Encryption.Seals;
using GridGov.Host;
using GridGov.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace GridGov.SyncClient;

/// <summary>A street with some unit grids, each with a worker and an officer, two dispatchers and an inspector.</summary>
sealed class SyncStreet(int grids)
{
    public const string Password = "sync-street-password";

    public const string FirstWorker = "worker-1";

    const string Street = "990101001";
    const string Community = Street + "001";
    const string Role = "urban_management";

    static readonly DateOnly FirstDay = new(2020, 1, 1);

    readonly Dictionary<string, Id> officers = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Grids { get; } = [.. Enumerable.Range(1, grids).Select(number => $"{Community}{number:D3}")];

    /// <summary>Those who go out or sit at a desk, each with a device.</summary>
    public List<(string Username, PostKind Post, string Grid)> People { get; } = [];

    /// <summary>The officer of a unit grid, to whom its tickets are dispatched.</summary>
    public Id OfficerOf(string grid) => officers[grid];

    /// <param name="folder">The server's data folder, in which the master key is made.</param>
    public async Task Open(Engine engine, string folder)
    {
        await Startup.PrepareStore(engine, CancellationToken.None);
        await DataKeys.Open(engine, MasterKeys.InFolder(folder), CancellationToken.None);
        // One iteration, because the strength of the hash is not the subject here.
        var hash = new PasswordHashing(Options.Create(new PasswordHasherOptions { IterationCount = 1 })).Hash(Password);
        await new Db(engine).Write(async tx =>
        {
            await AddGrid(tx, Street[..4], "试市", 0);
            await AddGrid(tx, Street[..6], "试区", 0);
            await AddGrid(tx, Street, "试街道", 1);
            await AddGrid(tx, Community, "一社区", 2);
            foreach (var (i, grid) in Grids.Index())
            {
                await AddGrid(tx, grid, $"第{i + 1}网格", 3);
                await AddPerson(tx, $"worker-{i + 1}", PostKind.GridWorker, grid, hash);
                officers[grid] = await AddPerson(tx, $"officer-{i + 1}", PostKind.ServiceOfficer, grid, hash);
            }
            await AddPerson(tx, "dispatcher-1", PostKind.Dispatcher, Street, hash);
            await AddPerson(tx, "dispatcher-2", PostKind.Dispatcher, Street, hash);
            await AddPerson(tx, "inspector-1", PostKind.Inspector, Street, hash);
        });
    }

    static Task<int> AddGrid(Tx tx, string code, string name, int level) => tx.Execute("""
        INSERT INTO grids (code, name, level, parent_code, created_at, version)
        VALUES (@Code, @Name, @Level, @Parent, @Now, 1)
        """, new { Code = code, Name = name, Level = level, Parent = GridCode.Parent(code), tx.Now });

    async Task<Id> AddPerson(Tx tx, string username, PostKind post, string grid, string hash)
    {
        var id = tx.NewId();
        await tx.Execute("""
            INSERT INTO people (id, username, name, grid_code, password_hash, created_at, version)
            VALUES (@Id, @Username, @Username, @Grid, @Hash, @Now, 1)
            """, new { Id = id, Username = username, Grid = Street, Hash = hash, tx.Now });
        await Appoint(tx, id, post, grid);
        await SealedRows.Seal(tx, SealedTable.People, id);
        People.Add((username, post, grid));
        return id;
    }

    /// <summary>Gives the first worker a second grid, so that the own copy is no longer the one of all that the person sees.</summary>
    public async Task ChangePosts(Engine engine, string folder)
    {
        await DataKeys.Open(engine, MasterKeys.InFolder(folder), CancellationToken.None);
        await new Db(engine).Write(async tx =>
        {
            var person = await tx.QuerySingle<Id>("SELECT id FROM people WHERE username = @FirstWorker", new { FirstWorker });
            var appointment = await Appoint(tx, person, PostKind.GridWorker, Grids[^1]);
            await Journal.Append(
                tx, new JournalEntry("appointment", appointment.ToString(), Grids[^1], "appoint", Actor: null, Version: 1)
                {
                    Payload = new
                    {
                        Person = person.ToString(), Name = FirstWorker, Post = PostKind.GridWorker.ToCode(), Role = (string?)null,
                        Responsibility = (string?)null, From = FirstDay, To = (DateOnly?)null,
                    },
                });
        });
    }

    static async Task<Id> Appoint(Tx tx, Id person, PostKind post, string grid)
    {
        var id = tx.NewId();
        await tx.Execute("""
            INSERT INTO appointments (id, person_id, post, role, grid_code, from_day, created_at, version)
            VALUES (@Id, @Person, @Post, @Role, @Grid, @FirstDay, @Now, 1)
            """, new
        {
            Id = id,
            Person = person,
            Post = post.ToCode(),
            Role = post == PostKind.ServiceOfficer ? Role : null,
            Grid = grid,
            FirstDay,
            tx.Now,
        });
        await SealedRows.Seal(tx, SealedTable.Appointments, id);
        return id;
    }
}
