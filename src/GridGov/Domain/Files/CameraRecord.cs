using System.Globalization;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Heif;
using MetadataExtractor.Formats.Jpeg;
using MetadataExtractor.Formats.WebP;

namespace GridGov.Domain.Files;

/// <summary>Where and when a picture was taken, as its camera recorded it (EXIF). Anybody can write such data: it proves nothing.</summary>
sealed record CameraRecord(Instant? TakenAt, double? Lng, double? Lat)
{
    /// <summary>OffsetTimeOriginal of EXIF 2.31.</summary>
    const int OffsetTag = 0x9011;

    /// <param name="zone">The time zone of a camera that records none.</param>
    /// <returns>Null when there is nothing, or nothing that can be read.</returns>
    public static CameraRecord? Read(Stream picture, FileType type, TimeZoneInfo zone)
    {
        picture.Position = 0;
        IReadOnlyList<MetadataExtractor.Directory> found;
        try
        {
            found = type switch
            {
                FileType.Jpeg => JpegMetadataReader.ReadMetadata(picture, [new ExifReader()]),
                FileType.Webp => WebPMetadataReader.ReadMetadata(picture),
                FileType.Heic => HeifMetadataReader.ReadMetadata(picture),
                // The library inflates the texts of a PNG without a limit.
                _ => [],
            };
        }
        // The library reads bytes that anybody made, and throws what its code happens to.
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            return null;
        }
        var place = found.OfType<GpsDirectory>().Select(gps => gps.GetGeoLocation()).FirstOrDefault(one => one is { IsZero: false });
        var taken = found.OfType<ExifSubIfdDirectory>().Select(exif => TakenAtOf(exif, zone)).FirstOrDefault(at => at is not null);
        var isPlace = place is { Longitude: >= -180 and <= 180, Latitude: >= -90 and <= 90 };
        return taken is null && !isPlace
            ? null
            : new CameraRecord(taken, isPlace ? place!.Longitude : null, isPlace ? place!.Latitude : null);
    }

    static Instant? TakenAtOf(ExifSubIfdDirectory exif, TimeZoneInfo zone)
    {
        if (!exif.TryGetDateTime(ExifDirectoryBase.TagDateTimeOriginal, out var local) || local.Year is < 1990 or > 9000)
            return null;
        var offset = DateTimeOffset.TryParseExact(
            exif.GetString(OffsetTag), "zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var written)
                ? written.Offset
                : zone.GetUtcOffset(local);
        return Instant.Of(new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), offset));
    }
}
