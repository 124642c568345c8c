using System.Net;

namespace GridGov.Tests.Features.Uploads;

public class ResumableUploadTests
{
    static Task<Answer> Begin(Caller caller, byte[] file) =>
        caller.Post("/v1/uploads/resumable", new { length = file.Length, sha256 = UploadSteps.Sha256(file) });

    [Fact]
    public async Task An_upload_goes_on_where_it_was()
    {
        await using var app = new App();
        var worker = await (await TestStreet.New(app)).Worker();
        // Longer than a segment of the encrypted file.
        byte[] photo = [.. TestPhoto.Jpeg(), .. new byte[150_000]];
        var upload = (await Begin(worker, photo)).ShouldBeCreated();
        ((long)upload["offset"]!, (bool)upload["complete"]!, (string?)upload["contentType"]).ShouldBe((0, false, null));
        (await worker.Append(upload.Id, 0, photo[..70_000])).ShouldBeOk().Header("Upload-Offset").ShouldBe("70000");

        // The same chunk again, one too far ahead, and one that is not what was meant.
        (await worker.Append(upload.Id, 0, photo[..70_000])).ShouldRefuse(HttpStatusCode.Conflict, "upload-offset-differs")
            .Header("Upload-Offset").ShouldBe("70000");
        (await worker.Append(upload.Id, 80_000, photo[80_000..])).ShouldRefuse(HttpStatusCode.Conflict, "upload-offset-differs")
            .Text.ShouldContain("70000");
        var kept = app.StoredFiles();
        (await worker.Append(upload.Id, 70_000, photo[70_000..90_000], UploadSteps.Sha256(photo)))
            .ShouldRefuse(HttpStatusCode.BadRequest, "checksum-differs");
        (await worker.Append(upload.Id, 70_000, [])).ShouldFault("", "required");
        (await worker.Append(upload.Id, 70_000, [.. photo[70_000..], 1])).ShouldRefuse(HttpStatusCode.RequestEntityTooLarge, "too-large");
        app.StoredFiles().ShouldBe(kept, ignoreOrder: true);
        var head = await worker.Send(HttpMethod.Head, $"/v1/uploads/{upload.Id}", body: null);
        (head.Status, head.Header("Upload-Offset")).ShouldBe((HttpStatusCode.OK, "70000"));

        (await worker.Append(upload.Id, 70_000, photo[70_000..100_000])).ShouldBeOk();
        var done = (await worker.Append(upload.Id, 100_000, photo[100_000..])).ShouldBeOk();
        ((bool)done["complete"]!, (string?)done["contentType"]).ShouldBe((true, "image/jpeg"));
        (await worker.Append(upload.Id, 0, photo)).ShouldRefuse(HttpStatusCode.Conflict, "upload-complete");
        app.StoredFiles().Count.ShouldBe(3, "the chunks are gone");
        (await worker.Get($"/v1/uploads/{upload.Id}")).ShouldBeOk()["complete"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Of_two_chunks_at_the_same_offset_one_counts()
    {
        await using var app = new App();
        var worker = await (await TestStreet.New(app)).Worker();
        var photo = TestPhoto.Jpeg();
        var upload = (await Begin(worker, photo)).ShouldBeCreated();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => worker.Append(upload.Id, 0, photo)));
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        foreach (var answer in answers.Where(answer => answer.Status != HttpStatusCode.OK))
            answer.ShouldBe(HttpStatusCode.Conflict);
        app.StoredFiles().Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.BadRequest, "checksum-differs")]
    [InlineData(false, HttpStatusCode.UnsupportedMediaType, "file-type-not-allowed")]
    public async Task A_file_that_is_refused_at_its_end_is_removed_whole(bool differs, HttpStatusCode status, string code)
    {
        await using var app = new App();
        var worker = await (await TestStreet.New(app)).Worker();
        var file = "no picture at all"u8.ToArray();
        var sha256 = UploadSteps.Sha256(differs ? [1] : file);
        var upload = (await worker.Post("/v1/uploads/resumable", new { length = file.Length, sha256 })).ShouldBeCreated();
        (await worker.Append(upload.Id, 0, file[..9])).ShouldBeOk();
        (await worker.Append(upload.Id, 9, file[9..])).ShouldRefuse(status, code);
        (await worker.Get($"/v1/uploads/{upload.Id}")).ShouldBe(HttpStatusCode.NotFound);
        app.StoredFiles().ShouldBeEmpty();
    }

    /// <summary>A body that breaks off, as a lost connection does.</summary>
    sealed class CutContent(byte[] beginning, long length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(beginning);
            await stream.FlushAsync();
            throw new IOException("The connection was lost.");
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }

    [Fact]
    public async Task Of_a_chunk_that_breaks_off_nothing_is_kept()
    {
        await using var app = new App();
        var worker = await (await TestStreet.New(app)).Worker();
        var photo = TestPhoto.Jpeg();
        var upload = (await Begin(worker, photo)).ShouldBeCreated();
        (await worker.Append(upload.Id, 0, photo[..100])).ShouldBeOk();
        var kept = app.StoredFiles();
        var address = $"/v1/uploads/{upload.Id}?offset=100&sha256={UploadSteps.Sha256(photo[100..])}";
        await Should.ThrowAsync<Exception>(() => worker.Send(
            HttpMethod.Patch, address, new CutContent(photo[100..200], photo.Length - 100)));
        for (var i = 0; i < 200 && app.StoredFiles().Count > kept.Count; i++)
            await Task.Delay(10);
        app.StoredFiles().ShouldBe(kept);
        ((long)(await worker.Get($"/v1/uploads/{upload.Id}"))["offset"]!).ShouldBe(100);
        (await worker.Append(upload.Id, 100, photo[100..])).ShouldBeOk();
    }

    [Fact]
    public async Task Of_a_chunk_whose_row_cannot_be_written_nothing_is_kept()
    {
        await using var app = new App();
        var worker = await (await TestStreet.New(app)).Worker();
        var photo = TestPhoto.Jpeg();
        var upload = (await Begin(worker, photo)).ShouldBeCreated();
        // So long that the next chunk's name has no room.
        await app.Db.Write(tx => tx.Execute("UPDATE files SET parts = @Parts", new { Parts = new string('a', 19_990) + ":0" }));
        (await worker.Append(upload.Id, 0, photo[..100])).ShouldBe(HttpStatusCode.InternalServerError);
        app.StoredFiles().ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_chunks_that_cannot_be_put_together_the_last_is_not_kept()
    {
        await using var app = new App();
        var worker = await (await TestStreet.New(app)).Worker();
        var photo = TestPhoto.Jpeg();
        var upload = (await Begin(worker, photo)).ShouldBeCreated();
        (await worker.Append(upload.Id, 0, photo[..100])).ShouldBeOk();
        File.Delete(app.StoredFiles().ShouldHaveSingleItem());
        (await worker.Append(upload.Id, 100, photo[100..])).ShouldBe(HttpStatusCode.InternalServerError);
        app.StoredFiles().ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_else_sees_or_continues_an_upload()
    {
        var street = await TestStreet.New();
        var photo = TestPhoto.Jpeg();
        var upload = (await Begin(await street.Worker(), photo)).ShouldBeCreated();
        foreach (var other in new[] { await street.Officer(), await street.RootAdmin() })
        {
            (await other.Get($"/v1/uploads/{upload.Id}")).ShouldBe(HttpStatusCode.NotFound);
            (await other.Append(upload.Id, 0, photo)).ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Lengths_hashes_and_offsets_are_checked()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        (await worker.Post("/v1/uploads/resumable", new { length = 0, sha256 = new string('a', 64) })).ShouldFault("/length", "out_of_range");
        (await worker.Post("/v1/uploads/resumable", new { length = 20971521, sha256 = new string('a', 64) }))
            .ShouldFault("/length", "out_of_range");
        (await worker.Post("/v1/uploads/resumable", new { length = 1, sha256 = "a" })).ShouldFault("/sha256", "wrong_format");
        var upload = (await Begin(worker, TestPhoto.Jpeg())).ShouldBeCreated();
        (await worker.Send(HttpMethod.Patch, $"/v1/uploads/{upload.Id}", UploadSteps.Content([1], "image/jpeg"))).ShouldFault("/offset", "required");
        (await worker.Append(upload.Id, -1, [1])).ShouldFault("/offset", "out_of_range");
    }
}
