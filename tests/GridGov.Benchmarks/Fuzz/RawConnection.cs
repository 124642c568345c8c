using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>An answer as it came.</summary>
/// <param name="Fault">Why there is none, or none that can be read: timeout, closed, unreadable; null when there is one.</param>
sealed record RawAnswer(int Status, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body, bool Closes, string? Fault = null)
{
    public string? Header(string name)
    {
        foreach (var (each, value) in Headers)
        {
            if (each.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }
        return null;
    }

    public static RawAnswer Failed(string fault) => new(0, [], [], Closes: true, fault);

    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>A connection to the server on which any bytes can be sent. Each comes from a loopback address of its own, so that one stranger's failures are not every stranger's.</summary>
sealed class RawConnection(int port, Random random) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>On a machine that has no time for anybody nothing hangs: so often, a second apart, the server has to answer others at once before it is believed.</summary>
    const int Controls = 10;
    static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan LastPatience = TimeSpan.FromMinutes(5);
    const int MostBody = 64 * 1024 * 1024;

    Socket? socket;
    readonly byte[] buffer = new byte[64 * 1024];
    int filled;
    int taken;

    /// <param name="endOfStream">Nothing more is sent on this connection, and the server is told.</param>
    public async Task<RawAnswer> Send(byte[] request, bool endOfStream)
    {
        var kept = socket is not null;
        var answer = await SendOnce(request, endOfStream);
        // A server may close a kept connection at any moment, as after a refusal whose body it would not read; clients try again.
        return kept && answer.Fault == "closed" ? await SendOnce(request, endOfStream) : answer;
    }

    async Task<RawAnswer> SendOnce(byte[] request, bool endOfStream)
    {
        try
        {
            using var patience = new CancellationTokenSource(LastPatience);
            var exchange = Exchange(request, endOfStream, patience.Token);
            var quick = 0;
            for (var wait = Patience; await Task.WhenAny(exchange, Task.Delay(wait)) != exchange; wait = TimeSpan.FromSeconds(1))
            {
                quick = await Control() < AtOnce ? quick + 1 : 0;
                if (quick == Controls)
                    await patience.CancelAsync();
            }
            return await exchange;
        }
        catch (OperationCanceledException)
        {
            Drop();
            return RawAnswer.Failed("timeout");
        }
        catch (SocketException e)
        {
            Drop();
            return RawAnswer.Failed(e.SocketErrorCode == SocketError.ConnectionRefused ? "refused" : "closed");
        }
        catch (HttpRequestException)
        {
            Drop();
            return RawAnswer.Failed("refused");
        }
        catch (FormatException e)
        {
            Drop();
            return RawAnswer.Failed("unreadable: " + e.Message);
        }
    }

    /// <summary>How long the server takes for next to nothing.</summary>
    async Task<TimeSpan> Control()
    {
        var watch = Stopwatch.StartNew();
        using var other = new HttpClient { Timeout = LastPatience };
        using var answer = await other.GetAsync(new Uri($"http://127.0.0.1:{port}/health/live"));
        return watch.Elapsed;
    }

    async Task<RawAnswer> Exchange(byte[] request, bool endOfStream, CancellationToken ct)
    {
        if (socket is null)
        {
            socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(new IPAddress([127, (byte)random.Next(1, 250), (byte)random.Next(250), (byte)random.Next(2, 250)]), 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, ct);
            (filled, taken) = (0, 0);
        }
        var sending = SendAll(socket, request, endOfStream, ct);
        var answer = await Read(request, ct);
        if (answer.Closes || endOfStream || !sending.IsCompleted)
            Drop();
        await sending;
        return answer;
    }

    /// <summary>A server that refuses a body need not read it all: what fails here shows in the answer, or in that there is none.</summary>
    static async Task SendAll(Socket to, byte[] request, bool endOfStream, CancellationToken ct)
    {
        try
        {
            for (var at = 0; at < request.Length;)
                at += await to.SendAsync(request.AsMemory(at), ct);
            if (endOfStream)
                to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The server has closed, or we have.
        }
    }

    async Task<RawAnswer> Read(byte[] request, CancellationToken ct)
    {
        while (true)
        {
            var line = await Line(ct);
            if (line is null)
                return RawAnswer.Failed("closed");
            var parts = line.Split(' ', 3);
            if (!parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || parts.Length < 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
                throw new FormatException($"'{line}' is no status line");
            var headers = new List<(string Name, string Value)>();
            while (await Line(ct) is { Length: > 0 } header)
            {
                var colon = header.IndexOf(':', StringComparison.Ordinal);
                headers.Add(colon < 0 ? (header, "") : (header[..colon], header[(colon + 1)..].Trim()));
            }
            var answer = new RawAnswer(status, headers, [], Closes: false);
            if (status is >= 100 and < 200)
                continue;
            var closes = "close".Equals(answer.Header("Connection"), StringComparison.OrdinalIgnoreCase) || parts[0] == "HTTP/1.0";
            // A stream has no end; its beginning is enough.
            if (answer.Header("Content-Type")?.StartsWith("text/event-stream", StringComparison.Ordinal) is true)
                return answer with { Closes = true };
            var hasBody = status is not (204 or 304) && !request.AsSpan().StartsWith("HEAD "u8);
            return answer with { Closes = closes, Body = hasBody ? await Body(answer, closes, ct) : [] };
        }
    }

    async Task<byte[]> Body(RawAnswer answer, bool closes, CancellationToken ct)
    {
        using var body = new MemoryStream();
        if (answer.Header("Transfer-Encoding") == "chunked")
        {
            while (true)
            {
                var line = await Line(ct) ?? throw new FormatException("the body ends before its last chunk");
                var size = int.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                await Take(body, size, ct);
                await Line(ct);
                if (size == 0)
                    return body.ToArray();
            }
        }
        if (answer.Header("Content-Length") is { } length)
            await Take(body, int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture), ct);
        else if (closes)
            while (body.Length < MostBody && await Fill(ct))
                await Take(body, filled - taken, ct);
        return body.ToArray();
    }

    async Task Take(MemoryStream to, int count, CancellationToken ct)
    {
        while (count > 0)
        {
            if (filled == taken && !await Fill(ct))
                throw new FormatException($"{count} bytes of the body are missing");
            var piece = Math.Min(count, filled - taken);
            to.Write(buffer, taken, piece);
            taken += piece;
            count -= piece;
        }
    }

    /// <returns>Null when the connection has ended.</returns>
    async Task<string?> Line(CancellationToken ct)
    {
        var line = new List<byte>(80);
        while (true)
        {
            if (filled == taken && !await Fill(ct))
                return line.Count == 0 ? null : throw new FormatException("the connection ends within a line");
            var next = buffer[taken++];
            if (next == '\n')
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(next);
        }
    }

    async Task<bool> Fill(CancellationToken ct)
    {
        (filled, taken) = (await socket!.ReceiveAsync(buffer, ct), 0);
        return filled > 0;
    }

    public void Drop()
    {
        socket?.Dispose();
        socket = null;
    }

    public void Dispose() => Drop();
}
