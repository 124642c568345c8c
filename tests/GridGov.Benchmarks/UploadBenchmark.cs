using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using GridGov.Data;
using GridGov.Host;
using SkiaSharp;

namespace GridGov.Benchmarks;

/// <summary>
/// Uploads pictures of about 5 MB, first one after another and then 50 at once, and measures the server's memory; beside it the disk
/// takes as many bytes, flushed.
/// </summary>
static class UploadBenchmark
{
    public const string Usage = "uploads [--connections 50] [--rounds 3] [--server GridGov.dll]";

    public static async Task<int> Run(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("gridgov-bench-").FullName;
        try
        {
            var clock = new Clock(TimeProvider.System, Clock.Zone("Asia/Shanghai"));
            var file = await HttpBenchmark.Filled(Path.Combine(folder, "city.db"), 1000, clock);
            using var server = await HttpBenchmark.Serve(options.Server ?? typeof(Server).Assembly.Location, file,
                Path.Combine(folder, "full"));
            // Each has its own person, because one may have so many uploads only.
            var tokens = await HttpBenchmark.SignIn(server, options.Connections);
            using var http = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(5) };
            var pictures = Enumerable.Range(0, options.Connections).Select(Picture).ToList();
            Console.WriteLine($"{pictures.Count} pictures of {pictures.Average(each => each.Length) / 1e6:F1} MB");
            Console.WriteLine("| at once | MB/s | of the disk | MB of memory before | at most |");
            Console.WriteLine("|---:|---:|---:|---:|---:|");
            for (var round = 0; round <= options.Rounds; round++)
            {
                // The first round is one after another, which is what memory is compared with.
                var atOnce = round == 0 ? 1 : options.Connections;
                var (before, peak) = (server.ResidentMegabytes, 0.0);
                using var watching = new CancellationTokenSource();
                var watch = Task.Run(async () =>
                {
                    while (!watching.IsCancellationRequested)
                    {
                        peak = Math.Max(peak, server.ResidentMegabytes);
                        await Task.Delay(20);
                    }
                });
                var from = Stopwatch.GetTimestamp();
                await Parallel.ForEachAsync(pictures.Index(), new ParallelOptions { MaxDegreeOfParallelism = atOnce },
                    async (each, ct) => await Upload(http, tokens[each.Index], Changed(each.Item, round), ct));
                var uploads = pictures.Sum(each => each.Length) / 1e6 / Stopwatch.GetElapsedTime(from).TotalSeconds;
                await watching.CancelAsync();
                await watch;
                var disk = Disk(folder, pictures);
                Console.WriteLine($"| {atOnce} | {uploads:F1} | {uploads / disk:F2} | {before:F0} | {peak:F0} |");
            }
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task Upload(HttpClient http, string token, byte[] picture, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/uploads?sha256=" + Convert.ToHexStringLower(SHA256.HashData(picture)));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Idempotency-Key", Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
        request.Content = new ByteArrayContent(picture);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        using var answer = await http.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A photo of 12 megapixels with so much noise that it takes about 5 MB.</summary>
    static byte[] Picture(int seed)
    {
        const int side = 32;
        var random = new Random(seed);
        using var bitmap = new SKBitmap(4000, 3000, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint();
        for (var x = 0; x < bitmap.Width; x += side)
        {
            for (var y = 0; y < bitmap.Height; y += side)
            {
                paint.Color = new SKColor((uint)random.Next() | 0xff000000);
                canvas.DrawRect(x, y, side, side, paint);
            }
        }
        canvas.Flush();
        var pixels = bitmap.GetPixelSpan();
        var noise = new byte[pixels.Length];
        random.NextBytes(noise);
        for (var i = 0; i < noise.Length; i++)
            noise[i] = (byte)Math.Clamp(pixels[i] + (noise[i] % 24), 0, 255);
        using var noisy = SKImage.FromPixelCopy(bitmap.Info, noise);
        using var encoded = noisy.Encode(SKEncodedImageFormat.Jpeg, 92);
        return encoded.ToArray();
    }

    /// <summary>The same picture with other bytes after its end, so that it is stored anew.</summary>
    static byte[] Changed(byte[] picture, int round) => [.. picture, .. new byte[round]];

    /// <summary>MB a second that the disk takes, each file flushed.</summary>
    static double Disk(string folder, IReadOnlyList<byte[]> pictures)
    {
        var from = Stopwatch.GetTimestamp();
        foreach (var (i, picture) in pictures.Index())
        {
            var name = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"plain{i}"));
            using (var stream = File.Create(name))
            {
                stream.Write(picture);
                stream.Flush(flushToDisk: true);
            }
            File.Delete(name);
        }
        return pictures.Sum(each => each.Length) / 1e6 / Stopwatch.GetElapsedTime(from).TotalSeconds;
    }
}
