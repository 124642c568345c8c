using System.Collections.Concurrent;
using System.Net;
using GridGov.Data;
using GridGov.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Leaks;

/// <summary>
/// Every mapped operation, called anonymously, with an expired token, by people whose post has
/// ended, and by every post. Other tests check the responses of those who have access.
/// </summary>
public sealed class AccessTests(LeakServer server) : IClassFixture<LeakServer>
{
    readonly App app = server.App;
    readonly IReadOnlyList<Operation> operations = server.Operations;

    [Fact]
    public async Task A_token_is_required_except_where_anonymous_access_is_declared()
    {
        var victim = await VictimStreet.New(app);
        await Check(operations, async operation =>
        {
            var request = await victim.Ask(operation);
            var response = await request.SendAs(app.Nobody());
            return FindFault(victim, request, response, "sign-in-required", must: !operation.Anonymous)
                ?? (operation.Anonymous && response.Code == "sign-in-required" ? $"{request} is for anybody, and is not" : null);
        });
    }

    [Fact]
    public async Task An_expired_token_is_refused()
    {
        var victim = await VictimStreet.New(app);
        var root = await victim.Street.RootAdmin();
        var session = await app.Db.Read(tx => tx.QuerySingle<Id>("SELECT id FROM sessions WHERE person_id = @Person", new { root.Person }));
        var protection = app.Services.GetRequiredService<IDataProtectionProvider>();
        Caller Issued(TimeSpan ago) => new(app.CreateClient(), root.Person,
            new AccessTokens(protection,
                new Clock(new TestClock(app.Services.GetRequiredService<TimeProvider>().GetUtcNow() - ago), TimeZoneInfo.Utc))
                    .Issue(session));

        (await Issued(AccessTokens.Lifetime - TimeSpan.FromSeconds(1)).Get("/v1/me")).ShouldBeOk();
        var expired = Issued(AccessTokens.Lifetime);
        await Check(operations.Where(operation => !operation.Anonymous), async operation =>
        {
            var request = await victim.Ask(operation);
            return FindFault(victim, request, await request.SendAs(expired), "sign-in-required", must: true);
        });
    }

    [Fact]
    public async Task A_person_whose_post_has_ended_loses_all_rights_at_once()
    {
        var victim = await VictimStreet.New(app);
        var street = victim.Street;
        var ended = await StreetMembers.All(street);
        foreach (var member in ended)
        {
            await StreetMembers.End(street, member.Name);
            // The token is valid and the server has cached the person; only the posts have ended.
            (await member.Caller.Get("/v1/tickets")).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
            (await member.Caller.Get("/v1/me")).ShouldBeOk()["posts"]!.AsArray().ShouldBeEmpty();
        }
        var before = await victim.CountEvents();
        await Check(operations.Where(operation => !operation.Anonymous), async operation =>
        {
            var request = await victim.Ask(operation);
            foreach (var member in ended.Select(member => member with { Posts = [] }))
            {
                var response = await request.SendAs(await member.For(operation));
                if (FindFault(victim, request, response, "post-not-allowed", must: operation.Capability is not null) is { } fault)
                    return $"{fault} (of {member})";
            }
            return null;
        });
        (await victim.CountEvents()).ShouldBe(before, "somebody without a post has changed the street");
    }

    [Fact]
    public async Task Every_post_has_access_exactly_where_the_table_of_rights_grants_it()
    {
        StreetMembers.Staff.Select(one => one.Post).Distinct().ShouldBe(Enum.GetValues<PostKind>(), ignoreOrder: true);
        var victim = await VictimStreet.New(app);
        var street = victim.Street;
        var members = await StreetMembers.All(street);
        members.Add(await StreetMembers.Root(street));
        members.Add(await StreetMembers.WithKey(street, "dispatcher", PostKind.Dispatcher, street.Grid, Capability.TicketRead,
            Capability.GridRead));
        members.Add(await StreetMembers.Representative(street, street.Grid));
        var found = new ConcurrentDictionary<string, string>();
        var read = new ConcurrentDictionary<string, string>();
        // Reads come first, because the other operations change the street; what ends its grids comes last.
        await Check(operations.Where(operation => !operation.Anonymous).OrderBy(operation =>
            operation.Reads ? 0 : operation.Name is "retireGrid" or "splitGrid" or "mergeGrids" or "moveGrid" or "endGroup" ? 2 : 1), async operation =>
        {
            foreach (var member in members)
            {
                // Each request changes the version for the next one.
                var request = await victim.Ask(operation);
                var response = await request.SendAs(await member.For(operation));
                var refused = response.Code is "not-for-keys"
                    || (response.Code is "post-not-allowed"
                        && response.Detail!.Contains(CapabilityLabels.Of(operation.Capability!.Value).En, StringComparison.Ordinal))
                    ? response.Code : null;
                var expected = member.ExpectedRefusal(operation)
                    ?? (RequestTables.DeploymentAdministratorOnly.Contains(operation.Name) && member.Name != "rootAdmin"
                        ? "post-not-allowed"
                        : null);
                if (response.IsServerError || response.Status == HttpStatusCode.Unauthorized || refused != expected)
                    return $"{request} by {member}: {expected ?? "let in"} was expected, not {response}";
                if (expected is null && response.Status is not (HttpStatusCode.NotFound or HttpStatusCode.BadRequest))
                    found.TryAdd(operation.Name, member.Name);
                if (expected is null && victim.Leaks(response, request).Any())
                    read.TryAdd(operation.Name, member.Name);
            }
            return null;
        }, lanes: 1);

        // Every request succeeds for someone, so a refusal is about the caller and not about the request.
        operations.Where(operation => !operation.Anonymous && !found.ContainsKey(operation.Name) && !Personal(operation))
            .Select(operation => operation.ToString())
            .ShouldBeEmpty("nobody of the street succeeds with these for the street's own things: the test's requests are invalid");
        operations.Where(operation => operation is { Reads: true, Capability: not null, AsksWho: true } && !read.ContainsKey(operation.Name)
            && !RequestTables.EmptyForVictim.Contains(operation.Name)).Select(operation => operation.ToString())
            .ShouldBeEmpty("nobody of the street reads anything of it there: plant something in Victim that they show");
    }

    /// <summary>Whether the operation is about one person's own data, which nobody else of the street finds either.</summary>
    static bool Personal(Operation operation) => operation.OwnAccount && operation.NamesOwnedThing();

    /// <param name="code">The expected refusal code.</param>
    /// <param name="must">Whether the response must be exactly that refusal.</param>
    static string? FindFault(VictimStreet victim, LeakRequest request, LeakResponse response, string code, bool must = false) =>
        response.IsServerError ? $"{request}: {response}"
        : must && response.Code != code ? $"{request}: {code} was expected, not {response}"
        : victim.Leaks(response, request).FirstOrDefault() is { } told ? $"{request} tells {told}: {response}"
        : null;

    static async Task Check(IEnumerable<Operation> operations, Func<Operation, Task<string?>> fault, int lanes = 4)
    {
        var faults = new ConcurrentBag<string>();
        var asked = 0;
        await Parallel.ForEachAsync(operations, new ParallelOptions { MaxDegreeOfParallelism = lanes }, async (operation, _) =>
        {
            Interlocked.Increment(ref asked);
            if (await fault(operation) is { } found)
                faults.Add(found);
        });
        faults.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(90);
    }
}
