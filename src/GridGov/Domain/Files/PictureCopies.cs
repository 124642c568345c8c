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
        var size = type == FileType.Jpeg ? codec.GetScaledDimensions(DecodedScale(Math.Max(whole.Width, whole.Height))) : whole.Size;
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
        using var decoded = SKImage.FromBitmap(pixels);
        using var view = Render(decoded, codec.EncodedOrigin, ViewSide);
        using var thumbnail = Render(view, SKEncodedOrigin.TopLeft, ThumbnailSide);
        return (new PictureCopies(isTurned ? whole.Height : whole.Width, isTurned ? whole.Width : whole.Height,
            Encode(view, ViewQuality), Encode(thumbnail, ThumbnailQuality)), null);
    }

    /// <summary>The smallest of 1, 1/2, 1/4 and 1/8, at which a JPEG is decoded fast, that is not smaller than the view.</summary>
    static float DecodedScale(int side)
    {
        var scale = 1f;
        while (scale > 0.125f && side * scale / 2 >= ViewSide)
            scale /= 2;
        return scale;
    }

    static SKEncodedImageFormat FormatOf(FileType type) => type switch
    {
        FileType.Png => SKEncodedImageFormat.Png,
        FileType.Webp => SKEncodedImageFormat.Webp,
        _ => SKEncodedImageFormat.Jpeg,
    };

    static bool IsTurned(SKEncodedOrigin origin) => origin >= SKEncodedOrigin.LeftTop;

    static SKImage Render(SKImage picture, SKEncodedOrigin origin, int side)
    {
        var (width, height) = IsTurned(origin) ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
        var scale = Math.Min(1f, side / (float)Math.Max(width, height));
        var target = new SKImageInfo(Scaled(width), Scaled(height), SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        using var surface = SKSurface.Create(target);
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(target.Width / (float)width, target.Height / (float)height);
        surface.Canvas.Concat(Upright(origin, width, height));
        // Down to a half each pixel is read without them, and making them takes most of the time.
        var mipmaps = scale < 0.5f ? SKMipmapMode.Linear : SKMipmapMode.None;
        surface.Canvas.DrawImage(picture, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, mipmaps));
        return surface.Snapshot();

        int Scaled(int length) => Math.Max(1, (int)MathF.Round(length * scale));
    }

    static byte[] Encode(SKImage picture, int quality)
    {
        using var encoded = picture.Encode(SKEncodedImageFormat.Jpeg, quality);
        return encoded.ToArray();
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
