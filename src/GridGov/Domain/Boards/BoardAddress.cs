using QRCoder;

namespace GridGov.Domain.Boards;

/// <summary>The addresses of public boards, and their QR codes.</summary>
static class BoardAddress
{
    public const string Path = "/v1/public/board";
    public const string Svg = "image/svg+xml";
    public const string Png = "image/png";

    const int PixelsPerModule = 10;

    public static string OfGrid(string grid) => $"{Path}?grid={grid}";

    public static string OfPlace(Id place) => $"{Path}?place={place}";

    /// <param name="address">The whole address, as others reach it.</param>
    public static byte[] QrCode(string address, string type)
    {
        // A print on a wall gets dirty; a quarter of the code may be unreadable.
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
