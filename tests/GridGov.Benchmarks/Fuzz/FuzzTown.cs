using System.Text;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>A street with somebody in every post, opened over HTTP. What is done to it is done by the fuzzer.</summary>
sealed class FuzzTown
{
    /// <summary>The post of those who are made to be broken.</summary>
    public const string Account = "account";

    /// <summary>Counties that one town may be in.</summary>
    const int Counties = 20;

    /// <summary>Of people who were made by hand and need no other.</summary>
    const string Password = "fuzz-town-password";

    readonly Guardian guardian;
    readonly SemaphoreSlim oneAtATime = new(1);
    readonly Dictionary<string, (string Post, string Grid, string? Role, string? Responsibility)> posts;
    readonly int number;
    int people;
    bool opened;

    FuzzTown(Guardian guardian, int number)
    {
        (this.guardian, this.number) = (guardian, number);
        var county = $"99{number / 99 % 100:D2}{(number % 99) + 1:D2}";
        var street = county + "001";
        Codes = [county, street, street + "001", street + "002", street + "001001", street + "001002", street + "002001"];
        posts = new(StringComparer.Ordinal)
        {
            ["head1"] = ("grid_head", street, null, "first"),
            ["head2"] = ("grid_head", street + "001", null, "first"),
            ["head3"] = ("grid_head", street + "001001", null, "first"),
            ["worker"] = ("grid_worker", street + "001001", null, null),
            ["otherWorker"] = ("grid_worker", street + "002001", null, null),
            ["officer"] = ("service_officer", street + "001001", "urban_management", null),
            ["fireOfficer"] = ("service_officer", street + "001001", "safety_fire", null),
            ["instructor"] = ("instructor", street, "urban_management", null),
            ["department"] = ("department_handler", county, null, null),
            ["otherDepartment"] = ("department_handler", county, null, null),
            ["dispatcher"] = ("dispatcher", street, null, null),
            ["countyDispatcher"] = ("dispatcher", county, null, null),
            ["inspector"] = ("inspector", street, null, null),
            ["supervisor"] = ("supervisor", county, null, null),
            ["admin"] = ("administrator", street, null, null),
            ["rootAdmin"] = ("administrator", "*", null, null),
        };
    }

    public IReadOnlyList<string> Codes { get; }
    public List<Caller> Callers { get; } = [];

    /// <summary>What holds the town together: its grids, the people in its posts, their appointments.</summary>
    public HashSet<string> Core { get; } = new(StringComparer.Ordinal);

    /// <summary>The grids of the first county whose codes the fuzzer has not used up; it makes and retires some itself.</summary>
    static async Task<FuzzTown> Import(Guardian guardian, int first)
    {
        for (var county = first; ; county++)
        {
            var town = new FuzzTown(guardian, county);
            var csv = new StringBuilder("code,name\n").Append(town.Codes[0][..4]).Append(",试市\n");
            foreach (var code in town.Codes)
                csv.Append(code).Append(",试").Append(county).Append('-').Append(code.Length).Append('\n');
            try
            {
                await guardian.Import(csv.ToString());
                return town;
            }
            catch (InvalidOperationException) when (county < first + Counties - 1)
            {
                // A retired code is not used again.
            }
        }
    }

    public static async Task<FuzzTown> Open(Guardian guardian, int number, int accounts, Pool pool)
    {
        var town = await Import(guardian, number * Counties);
        foreach (var name in town.posts.Keys)
            town.Callers.Add(await town.Appear(new Caller(name, "", "")));
        for (var i = 0; i < accounts; i++)
            town.Callers.Add(await town.Appear(new Caller(Account, "", "")));

        town.Core.UnionWith(town.Codes);
        foreach (var code in town.Codes)
        {
            pool.Note("/v1/grids/{code}", [code], etag: null, status: null);
            pool.Add("grids.code", code);
        }
        foreach (var caller in town.Callers)
        {
            pool.Note("/v1/people/{id}", [caller.Id], etag: null, status: null);
            pool.Add("people.id", caller.Id);
        }
        town.opened = true;
        return town;
    }

    /// <summary>Signs in again; who cannot any more is followed by somebody new, in the same post if that is still free.</summary>
    /// <param name="code">Of the second factor, if there is one.</param>
    public async Task Restore(Caller caller, string? code)
    {
        await oneAtATime.WaitAsync();
        try
        {
            if (!caller.Lost)
                return;
            if (await guardian.SignIn(caller.Username, caller.Password, code) is { } back && back.Id == caller.Id)
                caller.Token = back.Token;
            else
                await Appear(caller);
            caller.Lost = false;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    async Task<Caller> Appear(Caller caller)
    {
        var (post, grid, role, responsibility) = posts.TryGetValue(caller.Post, out var known) ? known : ("grid_worker", Codes[4], null, null);
        var username = $"{caller.Post.ToLowerInvariant()}-{number}-{++people}";
        var person = (string)(await guardian.Create("/v1/people", new { name = caller.Post, username, grid = caller.Post == "rootAdmin" ? "*" : Codes[1] }))["id"]!;
        await guardian.SetPassword(person, "one-time-" + Password);
        var (token, _) = await guardian.SignIn(username, "one-time-" + Password, code: null, patiently: true) ?? throw new InvalidOperationException($"{username} cannot sign in.");
        await guardian.ChangePassword(token, "one-time-" + Password, Password);
        (caller.Id, caller.Username, caller.Password, caller.Token, caller.Secret) = (person, username, Password, token, null);
        try
        {
            var appointment = await guardian.Create("/v1/appointments", new { personId = person, post, grid, role, responsibility });
            if (!caller.Expendable)
                Core.UnionWith([person, (string)appointment["id"]!]);
        }
        catch (InvalidOperationException) when (opened)
        {
            // The fuzzer has retired the grid, or put somebody else there. The next town is not far.
        }
        caller.Capabilities = await guardian.CapabilitiesOf(caller.Token);
        return caller;
    }
}
