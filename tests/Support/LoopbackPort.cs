using System.Net;
using System.Net.Sockets;

namespace GridGov.TestSupport;

static class LoopbackPort
{
    /// <summary>A port of 127.0.0.1 that is currently free.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
