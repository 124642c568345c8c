using System.Runtime.InteropServices;

namespace GridGov.Geo;

/// <summary>The places within a distance in metres from a point; WGS84.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Circle(double Lng, double Lat, double Metres);
