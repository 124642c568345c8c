using System.Text;
using GridGov.Host;

namespace GridGov.Tests.Features.Appointments;

public sealed class ImportAppointmentsCommandTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("gridgov-command-").FullName;
    readonly TestStore store;
    readonly StringWriter output = new();
    readonly StringWriter errors = new();

    public ImportAppointmentsCommandTests() => store = new TestStore(folder);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_commands_set_up_a_street_from_two_files()
    {
        var divisions = Path.Combine(folder, "divisions.csv");
        await File.WriteAllBytesAsync(divisions, CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes(
            "代码,名称\r\n410100,郑州市\r\n410103,二七区\r\n410103003000,铭功路街道\r\n410103003005,二道街社区\r\n410103003005006,第6网格\r\n,\r\n"));
        (await Run("divisions", divisions)).ShouldBe(0, errors.ToString());
        var people = Path.Combine(folder, "people.xlsx");
        await File.WriteAllBytesAsync(people, TestWorkbook.Of(
            ["网格代码", "岗位", "责任", "姓名", "用户名", "任职首日"],
            [410103003005006m, "网格长", "第一责任人", "王芳", "wang.fang", new DateOnly(2020, 3, 1)],
            [410103003005006m, "网格员", "", "王芳", "wang.fang", new DateOnly(2020, 3, 1)]));
        (await Run("appointments", people, "--dry-run")).ShouldBe(0, errors.ToString());
        output.ToString().ShouldContain("A dry run; nothing was written: 1 people added, 2 appointed, 0 unchanged.");
        (await Run("appointments", people)).ShouldBe(0, errors.ToString());
        output.ToString().ShouldContain("\n1 people added, 2 appointed, 0 unchanged. 1 appointments await a confirmation", Case.Sensitive);
        (await Run("appointments", people)).ShouldBe(0, errors.ToString());
        output.ToString().ShouldContain("\n0 people added, 0 appointed, 2 unchanged.", Case.Sensitive);
        await using (var opened = store.Open())
        {
            var payloads = await new GridGov.Data.Db(opened).Read(tx => tx.Query<string>(
                "SELECT payload FROM journal WHERE subject_kind IN ('person', 'appointment') ORDER BY seq"));
            payloads.Count.ShouldBe(3);
            payloads.ShouldAllBe(payload => payload.Contains("\"command\":\"import appointments\"") && payload.Contains("machineUser"));
        }
        (await CommandLine.Run(["appointments", "confirm", "--all", .. store.Arguments], output, errors)).ShouldBe(0, errors.ToString());
        (await CommandLine.Run(["verify", .. store.Arguments], output, errors)).ShouldBe(0);
    }

    [Fact]
    public async Task The_command_prints_each_bad_row_in_both_languages_and_exits_with_1()
    {
        var file = Path.Combine(folder, "people.csv");
        await File.WriteAllTextAsync(file, "grid,post,name,phone\n4101,administrator,王芳,12\n41x,grid_worker,王芳,13800000000\n");
        (await Run("appointments", file)).ShouldBe(1);
        errors.ToString().ShouldContain("line 2: wrong_format: Column phone, value '12': It is not a telephone number. “电话”列的值“12”：");
        errors.ToString().ShouldContain("line 3: invalid_code");
        output.ToString().ShouldContain("Nothing was imported.");
    }

    [Fact]
    public async Task A_file_that_does_not_exist_exits_with_2() => (await Run("appointments", "no-such-file.csv")).ShouldBe(2);

    Task<int> Run(params string[] args) => CommandLine.Run(["import", .. args, .. store.Arguments], output, errors);
}
