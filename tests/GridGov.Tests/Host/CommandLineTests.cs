using System.Net;
using System.Net.Sockets;
using GridGov.Host;

namespace GridGov.Tests.Host;

/// <summary>The program's arguments: what is misspelt is refused, and nothing is started or made.</summary>
public sealed class CommandLineTests : IDisposable
{
    static readonly string Program = typeof(Server).Assembly.Location;

    readonly string folder = Directory.CreateTempSubdirectory("gridgov-line-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    Task<(int ExitCode, string Output)> Run(params string[] args) => ChildServer.Run([Program, .. args], folder);

    static async Task<(int Code, string Said)> InProcess(params string[] args)
    {
        await using var output = new StringWriter();
        return (await CommandLine.Run(args, output, output), output.ToString());
    }

    [Fact]
    public async Task Help_lists_commands_and_settings_and_nothing_is_started()
    {
        var (code, help) = await Run("--help");
        code.ShouldBe(0, help);
        string[] commands = ["setup", "demo", "import", "copy", "verify", "rebuild", "keys", "retention", "appointments", "openapi"];
        foreach (var word in (string[])[.. commands, "GridGov:Edge:PerCaller", "urls"])
            help.ShouldContain(word);
        Directory.GetFileSystemEntries(folder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("keys rewrap")]
    [InlineData("import divisions")]
    [InlineData("retention")]
    [InlineData("appointments confirm")]
    public async Task Every_command_explains_itself(string command)
    {
        var (code, help) = await InProcess([.. command.Split(' '), "--help"]);
        code.ShouldBe(0, help);
        help.ShouldContain("DESCRIPTION:");
        help.ShouldContain($"GridGov {command}");
    }

    [Fact]
    public async Task The_version_is_said()
    {
        var (code, version) = await InProcess("--version");
        code.ShouldBe(0);
        version.ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    [Theory]
    [InlineData("vrify", "vrify")]
    [InlineData("--bogus", "bogus")]
    [InlineData("--url=http://127.0.0.1:0", "url")]
    [InlineData("serve --daemon", "daemon")]
    [InlineData("verify --all", "all")]
    [InlineData("demo here", "here")]
    [InlineData("keys", "rotate")]
    [InlineData("keys lst", "lst")]
    [InlineData("--urls", "--urls needs a value")]
    [InlineData("--GridGov:Edge:PerCalller=5", "--GridGov:Edge:PerCalller is not a setting. Did you mean GridGov:Edge:PerCaller?")]
    [InlineData("verify --gridgov:timezon=UTC", "Did you mean GridGov:TimeZone?")]
    [InlineData("--GridGov:Edge:Origins:0=https://a.example", "Did you mean GridGov:Edge:Origins?")]
    [InlineData("--GridGov:CityEnvelope:4101=none", "Did you mean GridGov:CityEnvelopes:4101?")]
    [InlineData("--GridGov:CityEnvelopes:410103=none", "Did you mean GridGov:CityEnvelopes:4101?")]
    [InlineData("--GridGov:CityEnvelopes:41O1=none", "Did you mean GridGov:CityEnvelopes:4101?")]
    public async Task What_is_misspelt_is_refused(string arguments, string reason)
    {
        var (code, said) = await InProcess(arguments.Split(' '));
        code.ShouldBe(2, said);
        said.ShouldContain(reason);
    }

    [Fact]
    public async Task A_misspelt_setting_in_the_environment_or_a_file_stops_the_start()
    {
        var (code, said) = await ChildServer.Run(
            [Program], folder, new Dictionary<string, string> { ["GridGov__BackgroundWorker"] = "false" });
        code.ShouldBe(2, said);
        said.ShouldContain("The environment variable GridGov__BackgroundWorker is not a setting. Did you mean GridGov:BackgroundWorkers?");
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), """{ "GridGov": { "Keys": { "MasterFil": "x" } } }""");
        (code, said) = await Run();
        code.ShouldBe(2, said);
        said.ShouldContain("GridGov:Keys:MasterFil in appsettings.json is not a setting. Did you mean GridGov:Keys:MasterFile?");
        Directory.GetDirectories(folder).ShouldBeEmpty();
    }

    [Fact]
    public void The_names_are_those_that_the_settings_classes_read()
    {
        SettingNames.All.ShouldContain("GridGov:Database:ConnectionString");
        SettingNames.All.ShouldContain("GridGov:Assessments:Quarter");
        SettingNames.All.ShouldContain("GridGov:CityEnvelopes:4101");
        SettingNames.All.ShouldAllBe(name => name.StartsWith("GridGov:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_data_folder_that_is_gone_is_refused_and_setup_makes_a_new_one()
    {
        var place = $"--GridGov:DataDirectory={Path.Combine(folder, "volume", "gridgov")}";
        var (code, said) = await InProcess(place);
        code.ShouldBe(2, said);
        said.ShouldContain("see whether its volume is mounted");
        // An empty mount point is no database either.
        Directory.CreateDirectory(Path.Combine(folder, "volume", "gridgov"));
        (await InProcess(place)).Code.ShouldBe(2);
        (await InProcess("verify", place)).Said.ShouldContain("There is no database at");
        Directory.GetFileSystemEntries(Path.Combine(folder, "volume", "gridgov")).ShouldBeEmpty();

        (code, said) = await Run("setup", place);
        code.ShouldBe(0, said);
        said.ShouldContain("One-time password");
        (await InProcess("verify", place)).Code.ShouldBe(0);
        (await InProcess("setup", place)).Said.ShouldContain("already; nothing was changed");
    }

    [Fact]
    public async Task A_start_logs_nothing_for_debugging()
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, "gridgov.db"), []);
        using var server = await ChildServer.Start(
            port => [Program, $"--urls=http://127.0.0.1:{port}", $"--GridGov:DataDirectory={folder}"]);
        server.Output.ShouldNotContain("dbug:");
        server.Output.ShouldContain("Now listening on");
    }

    [Fact]
    public async Task A_busy_port_is_one_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var (code, said) = await Run($"--urls=http://127.0.0.1:{port}", "--Logging:LogLevel:Default=Warning");
        code.ShouldBe(2, said);
        said.ShouldContain("already in use");
        said.ShouldNotContain("   at ");
        said.ShouldNotContain("Exception");
    }
}
