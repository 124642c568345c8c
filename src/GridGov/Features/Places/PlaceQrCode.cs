using QRCoder;

namespace GridGov.Features.Places;

/// <summary>The QR code on the wall of a place: the public address, with a path that names the place for the public board.</summary>
static class PlaceQrCode
{
    public const string Svg = "image/svg+xml";
    public const string Png = "image/png";

    const int PixelsPerModule = 10;

    public static string PathOf(Id place) => $"/board?place={place}";

    // A print on a wall gets dirty; a quarter of the code may be unreadable.
    public static byte[] Write(string address, string type)
    {
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.Q);
        if (type == Png)
        {
            using var png = new PngByteQRCode(data);
            return png.GetGraphic(PixelsPerModule);
        }
        using var svg = new SvgQRCode(data);
        return System.Text.Encoding.UTF8.GetBytes(svg.GetGraphic(PixelsPerModule));
    }
}
