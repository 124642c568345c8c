using Dapper;
using GridGov.Host;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GridGov.Tests.Data;

/// <summary>Cache invalidation after the listening connection was lost; NOTIFY does not store messages for an absent listener.</summary>
public sealed class PostgresChangesTests
{
    [Fact]
    public async Task A_change_right_after_the_listening_connection_was_lost_is_not_missed()
    {
        await using var one = new App();
        await using var two = one.StartSecondServer();
        await CacheInvalidationTests.AssertEndsInOther(one, two, before: async () =>
        {
            await using var administrator = new NpgsqlConnection(one.Services.GetRequiredService<Settings>().ConnectionString
                + ";Pooling=false");
            (await administrator.QueryAsync<bool>(EndListeners)).ShouldBe([true, true]);
        });
        // The listener reconnects in the background, which takes longer under load.
        for (var i = 0; i < 600 && !two.Engine.CacheInvalidation.IsConnected; i++)
            await Task.Delay(50);
        two.Engine.CacheInvalidation.IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task A_listener_that_loses_its_connection_repeatedly_only_disables_the_cache()
    {
        await using var one = new App();
        await using var two = one.StartSecondServer();
        using var enough = new CancellationTokenSource();
        var ending = Task.CompletedTask;
        await CacheInvalidationTests.AssertEndsInOther(one, two, before: () =>
        {
            ending = Task.Run(async () =>
            {
                await using var administrator = new NpgsqlConnection(one.Services.GetRequiredService<Settings>().ConnectionString
                    + ";Pooling=false");
                while (!enough.IsCancellationRequested)
                    await administrator.ExecuteAsync(EndListeners);
            });
            return Task.CompletedTask;
        });
        await enough.CancelAsync();
        await ending;
    }

    const string EndListeners = """
        SELECT pg_terminate_backend(pid)
          FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE '%listener'
        """;
}
