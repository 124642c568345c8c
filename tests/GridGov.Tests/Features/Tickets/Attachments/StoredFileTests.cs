using System.Net;
using GridGov.Domain.Files;
using GridGov.Domain.PersonalData;
using GridGov.Host.Commands;
using GridGov.Tests.Features.Uploads;

namespace GridGov.Tests.Features.Tickets.Attachments;

/// <summary>What becomes of stored files: sweeping, verify, and the rotation of keys.</summary>
public class StoredFileTests
{
    static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    static Task<(long, long)> CleanUp(App app, TimeSpan later) => FileCleanup.Run(app.Db, app.Files(), Now + later, default);

    [Fact]
    public async Task Uploads_that_nobody_attached_and_content_without_a_row_are_removed_after_a_day()
    {
        var clock = new TestClock(Now);
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        (await worker.Attach((await street.File()).Id)).ShouldBeCreated();
        var kept = app.StoredFiles();
        var upload = (await worker.Upload(TestPhoto.Jpeg())).ShouldBeCreated();
        var begun = (await worker.Post("/v1/uploads/resumable", new { length = 99, sha256 = new string('a', 64) })).ShouldBeCreated();
        (await worker.Append(begun.Id, 0, [1, 2, 3])).ShouldBeOk();
        var orphan = FileStore.NewName();
        await app.Files().Write(orphan, FileStore.NewKey(), new MemoryStream([1]), 1, default);
        await File.WriteAllTextAsync(Path.Combine(app.Files().Folder, "readme.txt"), "not of the program");

        (await CleanUp(app, TimeSpan.FromHours(23))).ShouldBe((0, 0));
        (await worker.Get($"/v1/uploads/{upload.Id}")).ShouldBeOk();
        clock.Move(TimeSpan.FromHours(25));
        (await CleanUp(app, TimeSpan.FromHours(25))).ShouldBe((2, 1));
        app.StoredFiles().ShouldBe([.. kept, Path.Combine(app.Files().Folder, "readme.txt")], ignoreOrder: true);
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM files"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_is_renamed_while_the_folder_is_listed_is_not_old()
    {
        await using var app = new App();
        var store = app.Files();
        foreach (var last in "12")
            await store.Write($"{new string('a', 31)}{last}", FileStore.NewKey(), new MemoryStream([1]), 1, default);
        using var listed = store.ListBefore(Now + TimeSpan.FromDays(1)).GetEnumerator();
        listed.MoveNext().ShouldBeTrue();
        store.Delete(new string('a', 31) + (listed.Current[^1] == '1' ? '2' : '1'));
        listed.MoveNext().ShouldBeFalse();
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("cut")]
    [InlineData("changed")]
    [InlineData("exchanged")]
    public async Task Verify_finds_a_file_that_is_not_what_was_attached(string what)
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var ticket = await street.File();
        // Of equal length, so that only the content tells them apart.
        byte[] One() => [.. TestPhoto.Jpeg(), .. new byte[70_000]];
        var attached = (await worker.Attach(ticket.Id, One())).ShouldBeCreated();
        (await worker.Attach(ticket.Id, One())).ShouldBeCreated();
        (await AttachFileTests.Differences(app)).ShouldBeEmpty();
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);

        var names = await app.Db.Read(tx => tx.Query<string>("SELECT name FROM files ORDER BY id"));
        string PathOf(int i) => Path.Combine(app.Files().Folder, names[i][..2], names[i]);
        switch (what)
        {
            case "missing":
                File.Delete(PathOf(0));
                break;
            case "cut":
                await File.WriteAllBytesAsync(PathOf(0), (await File.ReadAllBytesAsync(PathOf(0)))[..65_564]);
                break;
            case "changed":
                var bytes = await File.ReadAllBytesAsync(PathOf(0));
                bytes[^1] ^= 1;
                await File.WriteAllBytesAsync(PathOf(0), bytes);
                break;
            default:
                File.Copy(PathOf(1), PathOf(0), overwrite: true);
                break;
        }
        (await AttachFileTests.Differences(app)).ShouldHaveSingleItem().ShouldStartWith("file (original) ");
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(1);
        // Nothing false is given out.
        var inspector = await street.Inspector();
        try
        {
            (await inspector.Get(AttachmentSteps.Address(attached) + "/original")).Status.ShouldNotBe(HttpStatusCode.OK);
        }
        catch (HttpRequestException)
        {
            // Cut off in the middle.
        }
    }

    [Fact]
    public async Task Rows_that_name_other_bytes_are_found()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var ticket = await street.File();
        (await (await street.Worker()).Attach(ticket.Id)).ShouldBeCreated();
        (await (await street.Worker()).Attach(ticket.Id)).ShouldBeCreated();
        await app.Db.Write(tx => tx.Execute("""
            UPDATE ticket_attachments SET file_id = (SELECT max(id) FROM files) WHERE file_id = (SELECT min(id) FROM files)
            """));
        (await AttachFileTests.Differences(app)).ShouldContain(what => what.StartsWith("file is not what was attached", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_stay_readable_after_the_keys_were_rotated()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var photo = TestPhoto.Jpeg();
        var attached = (await (await street.Worker()).Attach((await street.File()).Id, photo)).ShouldBeCreated();
        var stored = app.StoredFiles().Select(File.ReadAllBytes).ToList();
        await KeyRotation.Run(app.Db, _ => { }, place => place.ShouldBeNull(), default);
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM files WHERE encrypted LIKE 'k1.%'"))).ShouldBe(0);
        (await AttachmentSteps.Bytes(await street.Inspector(), AttachmentSteps.Address(attached) + "/original")).ShouldBe(photo);
        app.StoredFiles().Select(File.ReadAllBytes).ShouldBe(stored);
    }
}
