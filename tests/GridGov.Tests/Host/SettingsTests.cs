using GridGov.Data;
using GridGov.Host;
using GridGov.Host.Commands;
using Microsoft.Extensions.Configuration;

namespace GridGov.Tests.Host;

public class SettingsTests
{
    static Settings From(params (string Key, string? Value)[] values) => Settings.From(new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(one => KeyValuePair.Create("GridGov:" + one.Key, one.Value))).Build());

    [Fact]
    public void The_default_is_SQLite_in_the_data_folder()
    {
        From().Engine.ShouldBe("sqlite");
        From().ConnectionString.ShouldEndWith(Path.Combine("data", "gridgov.db"));
    }

    [Fact]
    public void PostgreSQL_needs_a_connection_string()
    {
        Should.Throw<SettingsException>(() => From(("Database:Engine", "postgres")))
            .Message.ShouldContain("GridGov:Database:ConnectionString");
        From(("Database:Engine", "postgres"), ("Database:ConnectionString", "Host=db")).ConnectionString.ShouldBe("Host=db");
    }

    [Fact]
    public void The_refusal_of_an_unknown_engine_lists_the_known_ones() =>
        Should.Throw<SettingsException>(() => From(("Database:Engine", "oracle"))).Message.ShouldEndWith("sqlite, postgres.");

    [Fact]
    public async Task The_demo_refuses_a_database_that_it_cannot_fill()
    {
        (await Should.ThrowAsync<SettingsException>(() => DemoCommand.Run(["--GridGov:Database:Engine=postgres"])))
            .Message.ShouldContain("ConnectionString");
        (await Should.ThrowAsync<StoreUnreachableException>(() =>
            DemoCommand.Run(["--GridGov:Database:Engine=postgres", "--GridGov:Database:ConnectionString=Database=x"])))
            .Message.ShouldContain("names no Host");
    }

    [Fact]
    public void The_master_key_is_configured_once_and_must_be_valid()
    {
        From().Keys.Place.ShouldEndWith(Path.Combine("data", "keys", "master.key"));
        From(("Keys:MasterFile", "/run/secrets/master")).Keys.Place.ShouldBe("/run/secrets/master");
        From(("Keys:Master", Convert.ToBase64String(new byte[32]))).Keys.Place.ShouldBe("GridGov:Keys:Master");
        foreach (var no in new[] { "secret", Convert.ToBase64String(new byte[16]), Convert.ToBase64String(new byte[33]) })
            Should.Throw<SettingsException>(() => From(("Keys:Master", no))).Message.ShouldNotContain(no);
        Should.Throw<SettingsException>(() => From(("Keys:Master", Convert.ToBase64String(new byte[32])), ("Keys:MasterFile", "x")))
            .Message.ShouldContain("only one may be");
    }

    [Fact]
    public void The_waits_for_the_database_are_a_bounded_number_of_seconds()
    {
        From().Timeouts.ShouldBe(StoreTimeouts.Default);
        From(("Database:WaitTimeout", "30"), ("Database:SilenceTimeout", "3")).Timeouts
            .ShouldBe(new StoreTimeouts(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(3)));
        foreach (var no in new[] { "0", "-1", "301", "soon" })
        {
            Should.Throw<SettingsException>(() => From(("Database:WaitTimeout", no)))
                .Message.ShouldContain("GridGov:Database:WaitTimeout");
        }
        Should.Throw<SettingsException>(() => From(("Database:SilenceTimeout", "61")))
            .Message.ShouldContain("GridGov:Database:SilenceTimeout");
    }

    [Fact]
    public void The_deadline_processor_runs_unless_it_is_disabled()
    {
        From().BackgroundWorkers.ShouldBeTrue();
        From(("BackgroundWorkers", "false")).BackgroundWorkers.ShouldBeFalse();
        Should.Throw<SettingsException>(() => From(("BackgroundWorkers", "sometimes"))).Message.ShouldContain("GridGov:BackgroundWorkers");
    }
}
