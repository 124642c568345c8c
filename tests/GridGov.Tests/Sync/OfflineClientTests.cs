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
            var faults = await SyncRun.Run(options, folder.FullName, store.Open, store.Arguments, output.WriteLine);
            faults.ShouldBeEmpty(RandomSeed.Hint);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
