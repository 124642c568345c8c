using System.Globalization;
using System.Text.RegularExpressions;
using QRCoder;
using SkiaSharp;

namespace GridGov.Tests.Features.Boards;

/// <summary>The dark and light modules of a QR code, one line of # and spaces for each row.</summary>
static partial class QrModules
{
    /// <summary>The width of a module in the pictures.</summary>
    const int Pixels = 10;

    public static string Of(string address)
    {
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.Q);
        return Lines(data.ModuleMatrix.Count, (x, y) => data.ModuleMatrix[y][x]);
    }

    /// <summary>Reads the runs of dark modules of the drawing, wherever it stands in a text.</summary>
    public static string InSvg(string text)
    {
        var drawing = Svg().Match(text);
        var dark = Run().Matches(drawing.Value).SelectMany(run => Enumerable.Range(Number(run, "x"), Number(run, "width"))
            .SelectMany(x => Enumerable.Range(Number(run, "y"), Number(run, "height")).Select(y => (x, y)))).ToHashSet();
        return Lines(Number(drawing, "size"), (x, y) => dark.Contains((x, y)));
    }

    public static string InPng(byte[] png)
    {
        using var picture = SKBitmap.Decode(png);
        return Lines(picture.Width / Pixels, (x, y) =>
            picture.GetPixel((x * Pixels) + (Pixels / 2), (y * Pixels) + (Pixels / 2)).Red < 128);
    }

    static int Number(Match match, string name) => int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);

    static string Lines(int size, Func<int, int, bool> isDark) => string.Join('\n', Enumerable.Range(0, size)
        .Select(y => string.Concat(Enumerable.Range(0, size).Select(x => isDark(x, y) ? '#' : ' '))));

    [GeneratedRegex("<svg [^>]*viewBox=\"0 0 (?<size>[0-9]+) [0-9]+\" shape-rendering.*?</svg>", RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Svg();

    [GeneratedRegex("M(?<x>[0-9]+) (?<y>[0-9]+)h(?<width>[0-9]+)v(?<height>[0-9]+)h-[0-9]+z", RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Run();
}
