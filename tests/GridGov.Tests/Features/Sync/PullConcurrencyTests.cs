using GridGov.Tests.Features.Tickets;

namespace GridGov.Tests.Features.Sync;

/// <summary>Copies that are pulled while sixteen writers write end as what is there: without a gap and with no stale entry.</summary>
public sealed class PullConcurrencyTests : IAsyncLifetime
{
    const int Writers = 16;
    const int Tickets = 5;

    static readonly string[] Followers = ["head1", "head3", "otherWorker", "department", "supervisor"];

    readonly App app = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Copies_that_follow_sixteen_writers_equal_new_ones()
    {
        var street = await TestStreet.New(app);
        foreach (var who in new[] { "worker", "dispatcher", "officer", "instructor", "inspector", "department" })
            await street.As(who);
        // Copies begin before, amid and after a first copy that is read in small pages.
        await Write(street, 0);
        var pulled = new List<PhoneCopy>();
        using var written = new CancellationTokenSource();
        var followers = Followers.SelectMany(who => new[] { 3, 500 }, (who, limit) => (who, limit)).Select(async each =>
        {
            var copy = new PhoneCopy(await street.App.CallerFor(street.PersonId(each.who)));
            lock (pulled)
                pulled.Add(copy);
            await Task.Run(() => Follow(copy, each.limit, written.Token));
        }).ToList();
        await Task.WhenAll(Enumerable.Range(1, Writers).Select(i => Task.Run(() => Write(street, i))));
        await written.CancelAsync();
        await Task.WhenAll(followers);
        foreach (var copy in pulled)
            await copy.ShouldEqualNewCopy();
        pulled.Select(copy => copy.Ids("ticket").Count()).Distinct().Count().ShouldBeGreaterThan(2);
        foreach (var copy in pulled.Take(2))
            await copy.ShouldEqualAnswers();
    }

    static async Task Follow(PhoneCopy copy, int limit, CancellationToken written)
    {
        while (true)
        {
            // Checked before, so that the last pull has everything that was written until then.
            var last = written.IsCancellationRequested;
            await copy.Pull(limit);
            if (last)
                return;
            await Task.Delay(5, CancellationToken.None);
        }
    }

    /// <summary>Files tickets in three grids, has them handled, and amends them to other grids.</summary>
    static async Task Write(TestStreet street, int writer)
    {
        string[] grids = [street.Grid, street.NextGrid, street.OtherGrid];
        var (dispatcher, officer) = (await street.Dispatcher(), await street.Officer());
        object To(string who) => new { handlerId = street.PersonId(who).ToString() };
        var corrected = new { grid = street.Grid, reason = "更正", description = "井盖丢失" };
        object Amended(int i) => new { grid = grids[i % 3], reason = "网格有误" };
        for (var i = 0; i < Tickets; i++)
        {
            var ticket = await street.File(dispatcher, grids[(writer + i) % 3]);
            switch ((writer + i) % 5)
            {
                case 0:
                    ticket = (await dispatcher.Do(ticket, "amend", Amended(writer + i + 1))).ShouldBeOk();
                    (await dispatcher.Do(ticket, "amend", Amended(writer + i))).ShouldBeOk();
                    break;
                case 1:
                    (await dispatcher.Do(ticket, "amend", Amended(writer + i + 1))).ShouldBeOk();
                    break;
                case 2:
                    ticket = (await dispatcher.Do(ticket, "amend", corrected)).ShouldBeOk();
                    ticket = (await dispatcher.Do(ticket, "accept")).ShouldBeOk();
                    ticket = (await dispatcher.Do(ticket, "dispatch", To("officer"))).ShouldBeOk();
                    ticket = (await officer.Do(ticket, "take")).ShouldBeOk();
                    (await officer.Do(ticket, "resolve", new { result = "已补" })).ShouldBeOk();
                    break;
                case 3:
                    ticket = (await dispatcher.Do(ticket, "accept")).ShouldBeOk();
                    (await dispatcher.Do(ticket, "dispatch", To("department"))).ShouldBeOk();
                    break;
                default:
                    (await dispatcher.Do(ticket, "cancel", new { reason = "重复" })).ShouldBeOk();
                    break;
            }
        }
    }
}
