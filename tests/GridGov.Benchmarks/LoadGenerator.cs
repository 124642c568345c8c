using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GridGov.Benchmarks;

/// <summary>The results of one run. Latencies are in milliseconds; cores are processor time ÷ wall time.</summary>
sealed record Run(double PerSecond, double P50, double P99, double ServerCores, double ClientCores);

/// <summary>
/// Keeps a number of HTTP/1.1 connections busy, one request at a time on each. One thread
/// polls all sockets, because the client shares two cores with the server.
/// </summary>
static class LoadGenerator
{
    public static Run Measure(ChildServer server, TimeSpan warmUp, TimeSpan measured, IReadOnlyList<Request> requests)
    {
        var connections = requests.Select(request => new Connection(server.Port, request)).ToDictionary(connection => connection.Socket);
        try
        {
            foreach (var connection in connections.Values)
                connection.Send();
            Drive(connections, warmUp, latencies: null);

            var latencies = new List<int>(1 << 20);
            var (serverBefore, clientBefore) = (server.Cpu, Environment.CpuUsage.TotalTime);
            var took = Drive(connections, measured, latencies);
            var (serverCpu, clientCpu) = (server.Cpu - serverBefore, Environment.CpuUsage.TotalTime - clientBefore);

            latencies.Sort();
            return new Run(latencies.Count / took.TotalSeconds, At(latencies, 0.50), At(latencies, 0.99), serverCpu / took,
                clientCpu / took);
        }
        finally
        {
            foreach (var socket in connections.Keys)
                socket.Dispose();
        }
    }

    static double At(List<int> sorted, double share) => sorted[(int)((sorted.Count - 1) * share)] / 1000.0;

    static TimeSpan Drive(Dictionary<Socket, Connection> connections, TimeSpan time, List<int>? latencies)
    {
        var ready = new List<Socket>(connections.Count);
        var from = Stopwatch.GetTimestamp();
        TimeSpan passed;
        while ((passed = Stopwatch.GetElapsedTime(from)) < time)
        {
            ready.Clear();
            ready.AddRange(connections.Keys);
            Socket.Select(ready, null, null, TimeSpan.FromSeconds(30));
            if (ready.Count == 0)
                throw new InvalidOperationException("No answer in 30 seconds.");
            foreach (var socket in ready)
            {
                var connection = connections[socket];
                if (!connection.Receive())
                    continue;
                latencies?.Add((int)connection.Waited.TotalMicroseconds);
                connection.Send();
            }
        }
        return passed;
    }

    sealed class Connection
    {
        readonly Request request;
        byte[] buffer = new byte[256 * 1024];
        int filled;
        int body;
        int end;
        int chunk;
        long sentAt;

        public Connection(int port, Request request)
        {
            this.request = request;
            Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            Socket.Connect(IPAddress.Loopback, port);
        }

        public Socket Socket { get; }

        /// <summary>The time from sending the request to the last byte of the response.</summary>
        public TimeSpan Waited { get; private set; }

        public void Send()
        {
            (filled, body, end, chunk) = (0, 0, 0, 0);
            sentAt = Stopwatch.GetTimestamp();
            Socket.Send(request.Next());
        }

        /// <summary>Reads the available bytes; true when the response is complete.</summary>
        public bool Receive()
        {
            var count = Socket.Receive(buffer.AsSpan(filled));
            if (count == 0)
                throw new InvalidOperationException("The server closed a connection.");
            filled += count;
            if (!IsComplete())
            {
                if (filled == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 2);
                return false;
            }
            Waited = Stopwatch.GetElapsedTime(sentAt);
            return true;
        }

        bool IsComplete()
        {
            var answer = buffer.AsSpan(0, filled);
            if (body == 0 && !ReadHead(answer))
                return false;
            if (end != 0)
                return filled >= end;
            while (true)
            {
                var line = answer[chunk..].IndexOf("\r\n"u8);
                if (line < 0 || !Utf8Parser.TryParse(answer.Slice(chunk, line), out int length, out _, 'x'))
                    return false;
                var next = chunk + line + 2 + length + 2;
                if (filled < next)
                    return false;
                chunk = next;
                if (length == 0)
                    return true;
            }
        }

        bool ReadHead(ReadOnlySpan<byte> answer)
        {
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head < 0)
                return false;
            if (answer[9] != (byte)'2')
                throw new InvalidOperationException("Answered:\n" + Encoding.UTF8.GetString(answer));
            body = chunk = head + 4;
            const string Length = "Content-Length: ";
            var at = answer[..head].IndexOf("Content-Length: "u8);
            if (at >= 0)
            {
                var digits = answer[(at + Length.Length)..];
                end = body + int.Parse(digits[..digits.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
            }
            return true;
        }
    }
}
