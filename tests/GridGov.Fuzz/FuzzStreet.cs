using System.Text;

namespace GridGov.Fuzz;

/// <summary>A street with a person in every post, opened over HTTP, on which the requests under test act.</summary>
sealed class FuzzStreet
{
    /// <summary>The post of the callers that may lose their password or session.</summary>
    public const string Account = "account";

    /// <summary>County codes that are reserved for each street.</summary>
    const int Counties = 20;

    const string Password = "fuzz-street-password";
    const string OneTimePassword = "one-time-" + Password;

    readonly AdminClient admin;
    readonly SemaphoreSlim oneAtATime = new(1);
    readonly Dictionary<string, (string Post, string Grid, string? Role, string? Responsibility)> posts;
    readonly int number;
    int people;
    bool opened;

    FuzzStreet(AdminClient admin, int number)
    {
        (this.admin, this.number) = (admin, number);
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

    /// <summary>The codes of its grids: county, street, two communities, three unit grids.</summary>
    public IReadOnlyList<string> Codes { get; }

    public List<Caller> Callers { get; } = [];

    /// <summary>Ids of its grids, people and appointments that the run cannot do without.</summary>
    public HashSet<string> Core { get; } = new(StringComparer.Ordinal);

    /// <param name="accounts">How many expendable callers it has.</param>
    public static async Task<FuzzStreet> Open(AdminClient admin, int number, int accounts, ValuePool pool)
    {
        var street = await Import(admin, number * Counties);
        foreach (var post in street.posts.Keys.Concat(Enumerable.Repeat(Account, accounts)))
            street.Callers.Add(await street.AddPerson(new Caller(post)));

        street.Core.UnionWith(street.Codes);
        foreach (var code in street.Codes)
        {
            pool.Record("/v1/grids/{code}", [code], etag: null, status: null);
            pool.Add("grids.code", code);
        }
        foreach (var caller in street.Callers)
        {
            pool.Record("/v1/people/{id}", [caller.Id], etag: null, status: null);
            pool.Add("people.id", caller.Id);
        }
        street.opened = true;
        return street;
    }

    /// <summary>Takes the first county whose codes are not used up: requests under test make and retire grids too.</summary>
    static async Task<FuzzStreet> Import(AdminClient admin, int first)
    {
        for (var county = first; ; county++)
        {
            var street = new FuzzStreet(admin, county);
            var csv = new StringBuilder("code,name\n").Append(street.Codes[0][..4]).Append(",试市\n");
            foreach (var code in street.Codes)
                csv.Append(code).Append(",试").Append(county).Append('-').Append(code.Length).Append('\n');
            try
            {
                await admin.Import(csv.ToString());
                return street;
            }
            catch (InvalidOperationException) when (county < first + Counties - 1)
            {
            }
        }
    }

    /// <summary>Signs the caller in again; when that fails, a new person takes its place, in the same post if that is still free.</summary>
    /// <param name="code">The code of the second factor, if there is one.</param>
    public async Task Restore(Caller caller, string? code)
    {
        await oneAtATime.WaitAsync();
        try
        {
            if (!caller.NeedsSignIn)
                return;
            if (await admin.SignIn(caller.Username, caller.Password, code) is { } session && session.Id == caller.Id)
                caller.Token = session.Token;
            else
                await AddPerson(caller);
            caller.NeedsSignIn = false;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    async Task<Caller> AddPerson(Caller caller)
    {
        var (post, grid, role, responsibility) =
            posts.TryGetValue(caller.Post, out var known) ? known : ("grid_worker", Codes[4], null, null);
        var username = $"{caller.Post.ToLowerInvariant()}-{number}-{++people}";
        var home = caller.Post == "rootAdmin" ? "*" : Codes[1];
        var person = (string)(await admin.Create("/v1/people", new { name = caller.Post, username, grid = home }))["id"]!;
        await admin.SetPassword(person, OneTimePassword);
        var (token, _) = await admin.SignIn(username, OneTimePassword, code: null, retries: true)
            ?? throw new InvalidOperationException($"{username} cannot sign in.");
        await admin.ChangePassword(token, OneTimePassword, Password);
        (caller.Id, caller.Username, caller.Password, caller.Token, caller.TotpSecret) = (person, username, Password, token, null);
        try
        {
            var appointment = await admin.Appoint(new { personId = person, post, grid, role, responsibility });
            if (!caller.IsExpendable)
                Core.UnionWith([person, appointment]);
        }
        catch (InvalidOperationException) when (opened)
        {
            // A request under test has retired the grid or filled the post. The caller stays without it until the next street.
        }
        caller.Capabilities = await admin.CapabilitiesOf(caller.Token);
        return caller;
    }
}
