using GridGov.Host;

namespace GridGov.Tests.Host;

/// <summary>A lone administrator's appointments are confirmed by the operator of the machine.</summary>
public sealed class AppointmentsCommandTests
{
    [Fact]
    public async Task The_first_administrator_opens_a_street_with_one_command()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        // Only one administrator is left.
        await app.Db.Write(async tx =>
        {
            await tx.Execute("UPDATE people SET disabled_at = @Now WHERE username = 'admin'", new { tx.Now });
            await tx.Execute("UPDATE appointments SET to_day = from_day WHERE person_id = @Id", new { Id = street.PersonId("admin") });
        });
        var root = await street.RootAdmin();
        (await Run(app, "list", "--pending")).ShouldBe((0, "No appointment awaits a confirmation.\n"));
        var made = await Appoint(street, root, "worker", "dispatcher");
        ((string)made["next"]!["en"]!).ShouldContain($"run this command on the server's machine: appointments confirm {made.Id}.");
        ((string)made["next"]!["zh"]!).ShouldContain($"appointments confirm {made.Id}");
        var (code, said) = await Run(app, "list", "--pending");
        code.ShouldBe(0, said);
        said.ShouldContain(made.Id);
        said.ShouldContain("dispatcher");
        said.ShouldContain("worker, appointed by rootAdmin");

        (code, said) = await Run(app, "confirm", made.Id);
        code.ShouldBe(0, said);
        said.ShouldContain("1 appointments were confirmed.");
        var confirmed = (await root.Get($"/v1/appointments/{made.Id}")).ShouldBeOk();
        ((string)confirmed["status"]!).ShouldBe("effective");
        confirmed["confirmedBy"].ShouldBeNull();
        ((string?)confirmed["confirmedAt"]).ShouldNotBeNull();
        var audited = (await root.Get($"/v1/audit?subject={made.Id}&code=confirm")).ShouldBeOk()["items"]!.AsArray()
            .ShouldHaveSingleItem()!;
        audited["by"].ShouldBeNull();
        ((string)audited["details"]!["command"]!).ShouldBe("appointments confirm");
        ((string?)audited["details"]!["machineUser"]).ShouldNotBeNull();

        (code, said) = await Run(app, "confirm", made.Id, "01K4V6J0Q8Z3R");
        code.ShouldBe(1, said);
        said.ShouldContain("does not await a confirmation");
        said.ShouldContain("There is no such appointment.");
        await Appoint(street, root, "officer", "inspector");
        await Appoint(street, root, "instructor", "supervisor");
        (await Run(app, "confirm", "--all")).Said.ShouldContain("2 appointments were confirmed.");
        (await (await street.As("instructor")).Get("/v1/audit")).ShouldBeOk();
    }

    [Fact]
    public async Task The_command_may_name_an_earlier_first_day()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var root = await street.RootAdmin();
        var made = await Appoint(street, root, "worker", "administrator", "*");
        (await Run(app, "confirm", made.Id, "--from", "2024-03-01")).Code.ShouldBe(0);
        ((string)(await root.Get($"/v1/appointments/{made.Id}")).ShouldBeOk()["from"]!).ShouldBe("2024-03-01");
        // It must not overlap the days of somebody else.
        var before = (await root.Get($"/v1/appointments?person={street.PersonId("head3")}")).ShouldBeOk()["items"]![0]!;
        (await root.Post($"/v1/appointments/{before["id"]}/end", new { }, 1)).ShouldBeOk();
        var next = (await root.Post("/v1/appointments", new
        {
            personId = street.PersonId("officer").ToString(), post = "grid_head", grid = street.Grid, responsibility = "first",
        })).ShouldBeCreated();
        var (code, said) = await Run(app, "confirm", next.Id, "--from", "2024-03-01");
        code.ShouldBe(1);
        said.ShouldContain("The post is held on some of those days, by head3 from 2020-01-01.");
        (await Run(app, "confirm", next.Id)).Code.ShouldBe(0);
    }

    [Theory]
    [InlineData("confirm", "Name the appointments, or --all.")]
    [InlineData("confirm --all 01K4V6J0Q8Z3R", "Name the appointments, or --all.")]
    [InlineData("confirm 12", "'12' is not an id")]
    [InlineData("confirm --all --from 2026-01-01", "goes with one id")]
    [InlineData("confirm 01K4V6J0Q8Z3R --from yesterday", "--from is a day")]
    [InlineData("confirm --al", "al")]
    [InlineData("list --all", "all")]
    [InlineData("", "confirm")]
    public async Task What_is_misspelt_is_refused(string arguments, string reason)
    {
        await using var output = new StringWriter();
        string[] words = ["appointments", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        (await CommandLine.Run(words, output, output)).ShouldBe(2);
        output.ToString().ShouldContain(reason);
    }

    static async Task<(int Code, string Said)> Run(App app, params string[] arguments)
    {
        await using var output = new StringWriter();
        return (await CommandLine.Run(["appointments", .. arguments, .. app.Arguments], output, output), output.ToString());
    }

    static async Task<Answer> Appoint(TestStreet street, Caller by, string who, string post, string? grid = null) =>
        (await by.Post("/v1/appointments", new { personId = street.PersonId(who).ToString(), post, grid = grid ?? street.Street }))
            .ShouldBeCreated();
}
