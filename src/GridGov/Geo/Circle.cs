using System.Runtime.InteropServices;

namespace GridGov.Geo;

/// <summary>All places at most so many metres from a point; WGS84.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Circle(double Lng, double Lat, double Metres);
