using SkiaSharp;

namespace GridGov.Domain.Files;

/// <summary>
/// The copies of a picture that viewers get: upright JPEGs of bounded size without any metadata, made anew from the pixels, so that
/// nothing else of the file goes with them.
/// </summary>
/// <param name="Width">Of the whole picture, upright.</param>
sealed record PictureCopies(int Width, int Height, byte[] View, byte[] Thumbnail)
{
    public const string TooLarge = "picture-too-large";

    /// <summary>A JPEG is decoded at an eighth of its size if need be, but some decoders keep all of it.</summary>
    const long MaxJpegPixels = 64_000_000;

    /// <summary>Other pictures are decoded whole, at four bytes a pixel.</summary>
    const long MaxPixels = 40_000_000;

    const int ViewSide = 1600;
    const int ThumbnailSide = 320;
    const int ViewQuality = 85;
    const int ThumbnailQuality = 80;

    /// <returns>The copies, or the problem code of the refusal. The size is checked before a pixel is decoded.</returns>
    public static (PictureCopies? Copies, string? Refusal) Make(Stream picture, FileType type)
    {
        picture.Position = 0;
        using var codec = SKCodec.Create(picture);
        if (codec is null || codec.EncodedFormat != FormatOf(type))
            return (null, FileInspection.Unreadable);
        var whole = codec.Info;
        if ((long)whole.Width * whole.Height > (type == FileType.Jpeg ? MaxJpegPixels : MaxPixels))
            return (null, TooLarge);
        // At twice the size of the copy or more, which keeps it sharp.
        var size = type == FileType.Jpeg
            ? codec.GetScaledDimensions(Math.Min(1f, 2f * ViewSide / Math.Max(whole.Width, whole.Height)))
            : whole.Size;
        using var pixels = new SKBitmap();
        if (!pixels.TryAllocPixels(
            new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb())))
        {
            return (null, TooLarge);
        }
        if (codec.GetPixels(pixels.Info, pixels.GetPixels()) != SKCodecResult.Success)
            return (null, FileInspection.Unreadable);
        pixels.SetImmutable();
        var isTurned = IsTurned(codec.EncodedOrigin);
        return (new PictureCopies(isTurned ? whole.Height : whole.Width, isTurned ? whole.Width : whole.Height,
            Render(pixels, codec.EncodedOrigin, ViewSide, ViewQuality),
            Render(pixels, codec.EncodedOrigin, ThumbnailSide, ThumbnailQuality)), null);
    }

    static SKEncodedImageFormat FormatOf(FileType type) => type switch
    {
        FileType.Png => SKEncodedImageFormat.Png,
        FileType.Webp => SKEncodedImageFormat.Webp,
        _ => SKEncodedImageFormat.Jpeg,
    };

    static bool IsTurned(SKEncodedOrigin origin) => origin >= SKEncodedOrigin.LeftTop;

    static byte[] Render(SKBitmap pixels, SKEncodedOrigin origin, int side, int quality)
    {
        var (width, height) = IsTurned(origin) ? (pixels.Height, pixels.Width) : (pixels.Width, pixels.Height);
        var scale = Math.Min(1f, side / (float)Math.Max(width, height));
        var target = new SKImageInfo(Scaled(width), Scaled(height), SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        using var surface = SKSurface.Create(target);
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(target.Width / (float)width, target.Height / (float)height);
        surface.Canvas.Concat(Upright(origin, width, height));
        using (var image = SKImage.FromBitmap(pixels))
            surface.Canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = surface.Snapshot();
        using var encoded = drawn.Encode(SKEncodedImageFormat.Jpeg, quality);
        return encoded.ToArray();

        int Scaled(int length) => Math.Max(1, (int)MathF.Round(length * scale));
    }

    /// <summary>The matrix by which the pixels are upright.</summary>
    /// <param name="width">Of the upright picture.</param>
    static SKMatrix Upright(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, width, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, width, -1, 0, height, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, height, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
