using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace GridGov.Tests.Features.Boards;

/// <summary>Chromium without a window, and axe-core from npm, which checks pages for accessibility.</summary>
static class Browser
{
    const string AxeVersion = "4.14.1";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static readonly string? Chromium = Find("chromium", "chromium-browser", "google-chrome");

    /// <summary>The script, kept in the system's temporary folder; null where npm cannot get it.</summary>
    public static readonly Lazy<string?> Axe = new(LoadAxe);

    /// <summary>What is missing for tests in a browser; null when nothing is.</summary>
    public static readonly Lazy<string?> Missing = new(() =>
        Chromium is null ? "There is no Chromium on the PATH." : Axe.Value is null ? "axe-core cannot be had from npm." : null);

    /// <summary>The page after its scripts have run.</summary>
    public static Task<string> Dump(string file, string folder) => Run(folder, "--virtual-time-budget=20000", "--dump-dom", Address(file));

    public static async Task<byte[]> Print(string file, string folder)
    {
        var pdf = Path.Combine(folder, "page.pdf");
        await Run(folder, "--no-pdf-header-footer", $"--print-to-pdf={pdf}", Address(file));
        return await File.ReadAllBytesAsync(pdf);
    }

    static string Address(string file) => new Uri(file).AbsoluteUri;

    static async Task<string> Run(string folder, params string[] arguments)
    {
        string[] all =
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            $"--user-data-dir={Path.Combine(folder, "profile")}",
        ];
        Missing.Value.ShouldBeNull();
        var (code, output) = await Start(Chromium!, folder, [.. all, .. arguments]);
        code.ShouldBe(0, output);
        return output;
    }

    static string? Find(params string[] names) =>
        (from name in names
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         let path = Path.Combine(folder, name)
         where File.Exists(path)
         select path).FirstOrDefault();

    static string? LoadAxe()
    {
        var kept = Path.Combine(Path.GetTempPath(), $"gridgov-axe-core-{AxeVersion}.js");
        if (File.Exists(kept))
            return File.ReadAllText(kept);
        if (Find("npm") is not { } npm)
            return null;
        var folder = Directory.CreateTempSubdirectory("gridgov-axe-").FullName;
        try
        {
            var (code, _) = Start(npm, folder, "pack", "--silent", "--fetch-retries=2", "--fetch-timeout=30000",
                $"axe-core@{AxeVersion}").GetAwaiter().GetResult();
            if (code != 0 || Directory.GetFiles(folder, "*.tgz") is not [var package])
                return null;
            using var tar = new TarReader(new GZipStream(File.OpenRead(package), CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.Name != "package/axe.min.js")
                    continue;
                var part = Path.Combine(folder, "axe.min.js");
                entry.ExtractToFile(part, overwrite: true);
                File.Move(part, kept, overwrite: true);
                return File.ReadAllText(kept);
            }
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task<(int Code, string Output)> Start(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, WorkingDirectory = folder,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? await output : await output + await errors);
    }
}
