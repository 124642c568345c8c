using System.IO.Compression;
using System.Net;
using System.Text;
using GridGov.Api;
using GridGov.Domain.Files;
using SkiaSharp;

namespace GridGov.Tests.Features.Uploads;

public class UploadFileTests
{
    static byte[] Box(string type, byte[] content) =>
        [0, 0, (byte)((content.Length + 8) >> 8), (byte)(content.Length + 8), .. Encoding.ASCII.GetBytes(type), .. content];

    static byte[] Zip => [.. "PK\u0003\u0004"u8, .. new byte[40], .. "PK\u0005\u0006"u8, .. new byte[18]];

    public static TheoryData<string, string> Types => new()
    {
        { "jpeg", "image/jpeg" }, { "png", "image/png" }, { "webp", "image/webp" }, { "heic", "image/heic" }, { "mp4", "video/mp4" },
        { "pdf", "application/pdf" },
    };

    static byte[] FileOf(string type) => type switch
    {
        "jpeg" => TestPhoto.Jpeg(),
        "png" => TestPhoto.Encode(30, 20, SKEncodedImageFormat.Png),
        "webp" => TestPhoto.Encode(30, 20, SKEncodedImageFormat.Webp),
        "heic" => [.. Box("ftyp", "heic\0\0\0\0mif1"u8.ToArray()), .. Box("meta", new byte[20])],
        "mp4" => [.. Box("ftyp", "isom\0\0\0\0mp42"u8.ToArray()), .. Box("moov", new byte[20]), .. Box("mdat", new byte[9])],
        _ => [.. "%PDF-1.7\n1 0 obj\n"u8, .. "trailer\n%%EOF\n"u8],
    };

    [Theory]
    [MemberData(nameof(Types))]
    public async Task The_content_decides_the_type(string type, string mediaType)
    {
        var street = await TestStreet.New();
        var file = FileOf(type);
        var upload = (await (await street.Worker()).Upload(file, "text/html")).ShouldBeCreated();
        ((string)upload["contentType"]!).ShouldBe(mediaType);
        ((bool)upload["complete"]!).ShouldBeTrue();
        ((long)upload["length"]!, (long)upload["offset"]!).ShouldBe((file.Length, file.Length));
        upload.Header("Location").ShouldBe($"/v1/uploads/{upload.Id}");
    }

    public static TheoryData<string, HttpStatusCode, string> Refused => new()
    {
        { "a zip", HttpStatusCode.UnsupportedMediaType, "file-type-not-allowed" },
        { "svg", HttpStatusCode.UnsupportedMediaType, "file-type-not-allowed" },
        { "gif", HttpStatusCode.UnsupportedMediaType, "file-type-not-allowed" },
        { "quicktime", HttpStatusCode.UnsupportedMediaType, "file-type-not-allowed" },
        { "a photo and a zip", HttpStatusCode.BadRequest, "file-has-other-content" },
        { "a photo with a pdf in its comment", HttpStatusCode.BadRequest, "file-has-other-content" },
        { "a photo with a script in its comment", HttpStatusCode.BadRequest, "file-has-other-content" },
        { "a png with something behind it", HttpStatusCode.BadRequest, "file-has-other-content" },
        { "a webp with something behind it", HttpStatusCode.BadRequest, "file-has-other-content" },
        { "a video with something behind it", HttpStatusCode.BadRequest, "file-has-other-content" },
        { "half a photo", HttpStatusCode.BadRequest, "file-unreadable" },
        { "half a png", HttpStatusCode.BadRequest, "file-unreadable" },
        { "a video cut off", HttpStatusCode.BadRequest, "file-unreadable" },
        { "a video without a movie", HttpStatusCode.BadRequest, "file-unreadable" },
        { "a pdf cut off", HttpStatusCode.BadRequest, "file-unreadable" },
        { "a png of 40,000 by 40,000", HttpStatusCode.BadRequest, "picture-too-large" },
        { "a jpeg of 60,000 by 60,000", HttpStatusCode.BadRequest, "picture-too-large" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_not_allowed_is_refused_and_nothing_of_it_is_kept(string what, HttpStatusCode status, string code)
    {
        await using var app = new App();
        var worker = await (await TestStreet.New(app)).Worker();
        var (photo, png, mp4) = (TestPhoto.Jpeg(), FileOf("png"), FileOf("mp4"));
        byte[] Comment(string text) =>
            [.. photo[..2], 0xFF, 0xFE, 0, (byte)(text.Length + 2), .. Encoding.ASCII.GetBytes(text), .. photo[2..]];
        byte[] file = what switch
        {
            "a zip" => Zip,
            "svg" => "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray(),
            "gif" => [.. "GIF89a"u8, .. new byte[20]],
            "quicktime" => [.. Box("ftyp", "qt  \0\0\0\0qt  "u8.ToArray()), .. Box("moov", new byte[20])],
            "a photo and a zip" => [.. photo, .. Zip],
            "a photo with a pdf in its comment" => Comment("%PDF-1.4 1 0 obj"),
            "a photo with a script in its comment" => Comment("<ScRipt>alert(1)</sCript>"),
            "a png with something behind it" => [.. png, .. "more"u8],
            "a webp with something behind it" => [.. FileOf("webp"), .. "more"u8],
            "a video with something behind it" => [.. mp4, .. "\0\0\0\0\0\0\0\0\0"u8],
            "half a photo" => photo[..(photo.Length / 2)],
            "half a png" => png[..(png.Length / 2)],
            "a video cut off" => mp4[..^3],
            "a video without a movie" => [.. Box("ftyp", "isom\0\0\0\0mp42"u8.ToArray()), .. Box("mdat", new byte[9])],
            "a pdf cut off" => [.. "%PDF-1.7\n1 0 obj\n"u8],
            "a png of 40,000 by 40,000" => WithSize(png, 40_000),
            _ => WithSize(photo, 60_000),
        };
        var refused = (await worker.Upload(file, "image/jpeg")).ShouldRefuse(status, code);
        refused.Text.ShouldContain(ProblemCatalogue.All[code].Title.En);
        app.StoredFiles().ShouldBeEmpty();
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM files"))).ShouldBe(0);
    }

    /// <summary>Another size in the header; the pixels stay few, as in a decompression bomb.</summary>
    static byte[] WithSize(byte[] picture, ushort side)
    {
        var bomb = picture.ToArray();
        if (picture[0] == 0xFF)
        {
            var frame = picture.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
            for (var i = 5; i < 9; i += 2)
                (bomb[frame + i], bomb[frame + i + 1]) = ((byte)(side >> 8), (byte)side);
            return bomb;
        }
        for (var i = 18; i < 26; i += 4)
            (bomb[i], bomb[i + 1]) = ((byte)(side >> 8), (byte)side);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bomb.AsSpan(29), Crc(bomb.AsSpan(12, 17)));
        return bomb;
    }

    static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var each in bytes)
        {
            crc ^= each;
            for (var i = 0; i < 8; i++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }

    [Fact]
    public async Task A_file_that_is_too_long_empty_or_not_what_was_meant_is_refused()
    {
        await using var app = new App();
        var worker = await (await TestStreet.New(app)).Worker();
        (await worker.Upload([.. TestPhoto.Jpeg(), .. new byte[20 * 1024 * 1024]]))
            .ShouldRefuse(HttpStatusCode.RequestEntityTooLarge, "too-large");
        (await worker.Upload([])).ShouldFault("", "required");
        var photo = TestPhoto.Jpeg();
        (await worker.PostFile($"/v1/uploads?sha256={new string('0', 64)}", photo)).ShouldRefuse(HttpStatusCode.BadRequest, "checksum-differs");
        (await worker.PostFile("/v1/uploads", photo)).ShouldFault("/sha256", "required");
        (await worker.PostFile("/v1/uploads?sha256=ABC", photo)).ShouldFault("/sha256", "wrong_format");
        (await worker.Send(HttpMethod.Post, $"/v1/uploads?sha256={UploadSteps.Sha256(photo)}", UploadSteps.Content(photo, "image/jpeg")))
            .ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");
        app.StoredFiles().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repeated_upload_is_one_upload()
    {
        await using var app = new App();
        var worker = await (await TestStreet.New(app)).Worker();
        var photo = TestPhoto.Jpeg();
        var first = (await worker.Upload(photo, key: "one")).ShouldBeCreated();
        var kept = app.StoredFiles();
        kept.Count.ShouldBe(3, "the original, the view and the thumbnail");
        var again = (await worker.Upload(photo, key: "one")).ShouldBeCreated();
        (again.Id, again.Header("Idempotency-Replayed")).ShouldBe((first.Id, "true"));
        app.StoredFiles().ShouldBe(kept, ignoreOrder: true);
        (await worker.Upload(TestPhoto.Jpeg(), key: "one")).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        app.StoredFiles().ShouldBe(kept, ignoreOrder: true);
    }

    [Fact]
    public async Task A_file_may_be_the_only_part_of_a_form()
    {
        await using var app = new App();
        var worker = await (await TestStreet.New(app)).Worker();
        var photo = TestPhoto.Jpeg();
        var one = new MultipartFormDataContent { { UploadSteps.Content(photo, "image/jpeg"), "file", "../../照片.jpg" } };
        ((long)(await Send(one)).ShouldBeCreated()["length"]!).ShouldBe(photo.Length);
        var kept = app.StoredFiles().Count;

        var two = new MultipartFormDataContent
        {
            { UploadSteps.Content(photo, "image/jpeg"), "file", "a.jpg" }, { new StringContent("x"), "note" },
        };
        (await Send(two)).ShouldFault("", "unreadable");
        (await Send(new MultipartFormDataContent())).ShouldFault("", "unreadable");
        var cut = (await new MultipartFormDataContent("edge") { { UploadSteps.Content(photo, "image/jpeg"), "file", "a.jpg" } }
            .ReadAsByteArrayAsync())[..^20];
        (await Send(UploadSteps.Content(cut, "multipart/form-data; boundary=edge"))).ShouldFault("", "unreadable");
        app.StoredFiles().Count.ShouldBe(kept);

        Task<Answer> Send(HttpContent content) => worker.Send(
            HttpMethod.Post, $"/v1/uploads?sha256={UploadSteps.Sha256(photo)}", content, ("Idempotency-Key", Caller.NewKey()));
    }

    [Fact]
    public async Task An_account_has_a_limited_number_of_uploads()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        await app.Db.Write(async tx =>
        {
            for (var i = 0; i < 50; i++)
            {
                await tx.Execute("""
                    INSERT INTO files (id, name, uploaded_by, created_at, length, received, parts, encrypted)
                    VALUES (@Id, @Name, @Person, @Now, 1, 0, '', 'x')
                    """, new { Id = tx.NewId(), Name = i.ToString("D32"), Person = street.PersonId("worker"), tx.Now });
            }
        });
        var photo = TestPhoto.Jpeg();
        (await (await street.Worker()).Upload(photo)).ShouldRefuse(HttpStatusCode.Conflict, "too-many-uploads");
        app.StoredFiles().ShouldBeEmpty();
        (await (await street.Worker()).Post("/v1/uploads/resumable", new { length = 3, sha256 = UploadSteps.Sha256(photo) }))
            .ShouldRefuse(HttpStatusCode.Conflict, "too-many-uploads");
        // Refused before the body is read, which is not what was meant.
        (await (await street.Worker()).PostFile($"/v1/uploads?sha256={new string('0', 64)}", photo))
            .ShouldRefuse(HttpStatusCode.Conflict, "too-many-uploads");
        (await (await street.Officer()).Upload(photo)).ShouldBeCreated();
    }

    [Fact]
    public async Task The_limit_does_not_refuse_a_repeated_upload()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (worker, photo) = (await street.Worker(), TestPhoto.Jpeg());
        var first = (await worker.Upload(photo, key: "one")).ShouldBeCreated();
        for (var i = 1; i < 50; i++)
            (await worker.Post("/v1/uploads/resumable", new { length = 3, sha256 = UploadSteps.Sha256(photo) })).ShouldBeCreated();
        (await worker.Upload(photo)).ShouldRefuse(HttpStatusCode.Conflict, "too-many-uploads");
        var again = (await worker.Upload(photo, key: "one")).ShouldBeCreated();
        (again.Id, again.Header("Idempotency-Replayed")).ShouldBe((first.Id, "true"));
        app.StoredFiles().Count.ShouldBe(3);
    }

    [Fact]
    public async Task Of_an_upload_whose_row_cannot_be_written_nothing_is_kept()
    {
        await using var app = new App();
        var worker = await (await TestStreet.New(app)).Worker();
        await app.Db.Write(tx => tx.Execute("ALTER TABLE files RENAME COLUMN encrypted TO other"));
        (await worker.Upload(TestPhoto.Jpeg())).ShouldBe(HttpStatusCode.InternalServerError);
        app.StoredFiles().ShouldBeEmpty();
    }

    /// <summary>A PNG with a text of 64 MB, which is 64 kB compressed.</summary>
    static byte[] TextBomb()
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(new byte[64_000_000]);
        byte[] chunk = [.. "zTXtComment\0\0"u8, .. compressed.ToArray()];
        var (length, crc, png) = (new byte[4], new byte[4], FileOf("png"));
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, chunk.Length - 4);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(chunk));
        return [.. png[..33], .. length, .. chunk, .. crc, .. png[33..]];
    }

    [Fact]
    public void Texts_of_a_png_are_not_inflated()
    {
        using var picture = new MemoryStream(TextBomb());
        var before = GC.GetAllocatedBytesForCurrentThread();
        CameraRecord.Read(picture, FileType.Png, TimeZoneInfo.Utc).ShouldBeNull();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public async Task Files_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var app = new App();
        (await (await (await TestStreet.New(app)).Worker()).Upload(TestPhoto.Jpeg())).ShouldBeCreated();
        foreach (var file in app.StoredFiles())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(Path.GetDirectoryName(file)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        File.GetUnixFileMode(app.Files().Folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
