using System.Text;

namespace GridGov.Benchmarks;

/// <summary>Writes the variable part of a request into its slot.</summary>
delegate void Filler(Span<byte> slot);

/// <summary>The bytes of a request, built once; only the slots are rewritten before each sending.</summary>
sealed class Request
{
    readonly List<byte> template = [];
    readonly List<(int At, int Length, Filler Fill)> slots = [];
    byte[]? bytes;

    public static Request Get(string pathBegin, int slot, Filler fill, string pathEnd, string? token) =>
        new Request().Text("GET " + pathBegin).Slot(slot, fill).Text(pathEnd + Headers(token) + "\r\n");

    public static Request Get(string path, string? token) => new Request().Text($"GET {path}{Headers(token)}\r\n");

    /// <summary>All headers and the lines after the request target, without the final empty line.</summary>
    public static string Headers(string? token) =>
        $" HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}";

    public Request Text(string text)
    {
        template.AddRange(Encoding.UTF8.GetBytes(text));
        return this;
    }

    public Request Slot(int length, Filler fill)
    {
        slots.Add((template.Count, length, fill));
        template.AddRange(new byte[length]);
        return this;
    }

    public ReadOnlySpan<byte> Next()
    {
        bytes ??= [.. template];
        foreach (var (at, length, fill) in slots)
            fill(bytes.AsSpan(at, length));
        return bytes;
    }
}
