using GridGov.Host;

namespace GridGov.Tests.Features.Grids;

public sealed class ImportDivisionsCommandTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("gridgov-command-").FullName;
    readonly TestStore store;
    readonly StringWriter output = new();
    readonly StringWriter errors = new();

    public ImportDivisionsCommandTests() => store = new TestStore(folder);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_command_imports_and_prints_the_counts()
    {
        var file = await FileOf("code,level,name,parent_code\n4101,city,郑州市,41\n410103,county,二七区,4101\n410102,county,中原区,4101\n");
        (await Run(file, "--under", "410103")).ShouldBe(0, errors.ToString());
        (await Run(file)).ShouldBe(0);
        output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ShouldBe(
            [
                "Read as csv in utf8.", "2 imported, 0 renamed, 0 unchanged.", "Read as csv in utf8.", "1 imported, 0 renamed, 2 unchanged.",
            ]);
    }

    [Fact]
    public async Task The_command_prints_each_bad_row_and_exits_with_1()
    {
        (await Run(await FileOf("code,name\n4101,郑州市\nx,坏\n410102003,街道\n"))).ShouldBe(1);
        errors.ToString().ShouldContain("line 3: invalid_code: Column code, value 'x': It is no code");
        errors.ToString().ShouldContain("“代码”列的值“x”：不是");
        errors.ToString().ShouldContain("line 4: parent_missing");
        output.ToString().ShouldContain("Nothing was imported.");
    }

    [Fact]
    public async Task A_file_in_GBK_is_imported_and_what_is_no_text_exits_with_1()
    {
        var file = Path.Combine(folder, "gbk.csv");
        await File.WriteAllBytesAsync(file, [.. "code,name,note\n4101,"u8, 0xD6, 0xA3, 0xD6, 0xDD]);
        (await Run(file)).ShouldBe(0, errors.ToString());
        output.ToString().ShouldContain("Read as csv in gb18030, without the columns note.");
        await File.WriteAllBytesAsync(file, [0x80, 0xFF, 0xFF]);
        (await Run(file)).ShouldBe(1);
        errors.ToString().ShouldContain("unknown_encoding");
    }

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        var file = await FileOf("code,name\n4101,郑州市\n");
        (await Run(file, "--dry-run")).ShouldBe(0, errors.ToString());
        output.ToString().ShouldContain("A dry run; nothing was written: 1 imported, 0 renamed, 0 unchanged.");
        (await Run(file)).ShouldBe(0);
        output.ToString().ShouldContain("\n1 imported, 0 renamed, 0 unchanged.", Case.Sensitive);
    }

    [Theory]
    [InlineData]
    [InlineData("no-such-file.csv")]
    [InlineData("a.csv", "b.csv")]
    [InlineData("a.csv", "--over")]
    [InlineData("a.csv", "--under")]
    [InlineData("a.csv", "--under", "41x")]
    [InlineData("a.csv", "--under=41010")]
    public async Task An_invalid_command_exits_with_2(params string[] args)
    {
        (await Run(args)).ShouldBe(2);
        errors.ToString().ShouldNotBeEmpty();
    }

    Task<int> Run(params string[] args) =>
        CommandLine.Run(["import", "divisions", .. args, .. store.Arguments], output, errors);

    async Task<string> FileOf(string text)
    {
        var file = Path.Combine(folder, "divisions.csv");
        await File.WriteAllTextAsync(file, text);
        return file;
    }
}
