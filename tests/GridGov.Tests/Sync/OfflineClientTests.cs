using GridGov.SyncClient;
using Xunit.Abstractions;

namespace GridGov.Tests.Sync;

public class OfflineClientTests(ITestOutputHelper output)
{
    /// <summary>The short form; GridGov.SyncClient runs the long one.</summary>
    [Fact]
    public async Task Over_bad_links_and_killed_servers_every_act_is_done_once_and_every_copy_is_the_servers()
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-sync-");
        try
        {
            var store = new TestStore(folder.FullName);
            var options = new RunOptions(Acts: 300, Kills: 3, Seed: (int)(RandomSeed.Value % int.MaxValue), Grids: 2);
            var run = await SyncRun.Run(options, folder.FullName, store.Open, store.Arguments, output.WriteLine);
            run.Faults.ShouldBeEmpty(RandomSeed.Hint);
            // It was a bad link, and the server died while there was work.
            (run.ServerKills, run.KillsAtWork > 0).ShouldBe((options.Kills, true));
            var all = run.Requests.Values.Sum();
            (all - run.Requests[BadLink.Fault.None]).ShouldBeGreaterThan(all / 5, RandomSeed.Hint);
            run.Requests.Keys.ShouldBe(Enum.GetValues<BadLink.Fault>(), ignoreOrder: true, RandomSeed.Hint);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
