using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GridGov.Fuzz;

/// <summary>
/// A connection on which any bytes can be sent. Each comes from a random loopback address,
/// because the server throttles failures by address.
/// </summary>
sealed class RawConnection(int port, Random random) : IDisposable
{
    const int MaxBody = 64 * 1024 * 1024;

    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A request counts as hanging only after this many quick responses to others, because a busy machine is slow with everything.
    /// </summary>
    const int QuickProbes = 10;
    static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(500);

    Socket? socket;
    readonly byte[] buffer = new byte[64 * 1024];
    int filled;
    int taken;

    /// <param name="endOfStream">Whether to tell the server that nothing more follows on this connection.</param>
    public async Task<RawResponse> Send(byte[] request, bool endOfStream)
    {
        var reused = socket is not null;
        var response = await SendOnce(request, endOfStream);
        // A server may close an idle connection at any moment, and clients try again.
        return reused && response.Failure == "closed" ? await SendOnce(request, endOfStream) : response;
    }

    async Task<RawResponse> SendOnce(byte[] request, bool endOfStream)
    {
        try
        {
            using var timeout = new CancellationTokenSource(MaxTimeout);
            var exchange = Exchange(request, endOfStream, timeout.Token);
            var quick = 0;
            for (var wait = Timeout; await Task.WhenAny(exchange, Task.Delay(wait)) != exchange; wait = ProbeInterval)
            {
                quick = await Probe() < Quick ? quick + 1 : 0;
                if (quick == QuickProbes)
                    await timeout.CancelAsync();
            }
            return await exchange;
        }
        catch (OperationCanceledException)
        {
            Drop();
            return RawResponse.Failed("timeout");
        }
        catch (SocketException e)
        {
            Drop();
            return RawResponse.Failed(e.SocketErrorCode == SocketError.ConnectionRefused ? "refused" : "closed");
        }
        catch (HttpRequestException)
        {
            Drop();
            return RawResponse.Failed("refused");
        }
        catch (FormatException e)
        {
            Drop();
            return RawResponse.Failed("unreadable: " + e.Message);
        }
    }

    /// <summary>The time of the cheapest request.</summary>
    async Task<TimeSpan> Probe()
    {
        var watch = Stopwatch.StartNew();
        using var other = new HttpClient { Timeout = MaxTimeout };
        using var response = await other.GetAsync(new Uri($"http://127.0.0.1:{port}/health/live"));
        return watch.Elapsed;
    }

    async Task<RawResponse> Exchange(byte[] request, bool endOfStream, CancellationToken ct)
    {
        if (socket is null)
        {
            socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            byte[] address = [127, (byte)random.Next(1, 250), (byte)random.Next(250), (byte)random.Next(2, 250)];
            socket.Bind(new IPEndPoint(new IPAddress(address), 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, ct);
            (filled, taken) = (0, 0);
        }
        var sending = SendAll(socket, request, endOfStream, ct);
        var response = await Read(request, ct);
        if (response.Closes || endOfStream || !sending.IsCompleted)
            Drop();
        await sending;
        return response;
    }

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
            // A server need not read the whole body of a refused request. The response, or its absence, shows the result.
        }
    }

    async Task<RawResponse> Read(byte[] request, CancellationToken ct)
    {
        while (true)
        {
            var line = await ReadLine(ct);
            if (line is null)
                return RawResponse.Failed("closed");
            var parts = line.Split(' ', 3);
            if (!parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || parts.Length < 2
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            {
                throw new FormatException($"'{line}' is no status line");
            }
            var headers = new List<(string Name, string Value)>();
            while (await ReadLine(ct) is { Length: > 0 } header)
            {
                var colon = header.IndexOf(':', StringComparison.Ordinal);
                headers.Add(colon < 0 ? (header, "") : (header[..colon], header[(colon + 1)..].Trim()));
            }
            var response = new RawResponse(status, headers, [], Closes: false);
            if (status is >= 100 and < 200)
                continue;
            var closes = "close".Equals(response.Header("Connection"), StringComparison.OrdinalIgnoreCase) || parts[0] == "HTTP/1.0";
            // An event stream does not end, so only its head is read.
            if (response.Header("Content-Type")?.StartsWith("text/event-stream", StringComparison.Ordinal) is true)
                return response with { Closes = true };
            var hasBody = status is not (204 or 304) && !request.AsSpan().StartsWith("HEAD "u8);
            return response with { Closes = closes, Body = hasBody ? await ReadBody(response, closes, ct) : [] };
        }
    }

    async Task<byte[]> ReadBody(RawResponse response, bool closes, CancellationToken ct)
    {
        using var body = new MemoryStream();
        if (response.Header("Transfer-Encoding") == "chunked")
        {
            while (true)
            {
                var line = await ReadLine(ct) ?? throw new FormatException("the body ends before its last chunk");
                var size = int.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                await CopyTo(body, size, ct);
                await ReadLine(ct);
                if (size == 0)
                    return body.ToArray();
            }
        }
        if (response.Header("Content-Length") is { } length)
        {
            await CopyTo(body, int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture), ct);
        }
        else if (closes)
        {
            while (body.Length < MaxBody && await Fill(ct))
                await CopyTo(body, filled - taken, ct);
        }
        return body.ToArray();
    }

    async Task CopyTo(MemoryStream to, int count, CancellationToken ct)
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
    async Task<string?> ReadLine(CancellationToken ct)
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

    /// <summary>Closes the connection; the next request opens another.</summary>
    public void Drop()
    {
        socket?.Dispose();
        socket = null;
    }

    public void Dispose() => Drop();
}
