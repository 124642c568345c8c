namespace GridGov.Demo;

/// <summary>A convex polygon on a plane in metres, its corners counter-clockwise.</summary>
sealed record ConvexPolygon(IReadOnlyList<(double X, double Y)> Corners)
{
    /// <summary>How far a cut may turn from the axis that it crosses, in radians.</summary>
    const double MaxTurn = 0.25;

    public double Area { get; } = Fan(Corners).Sum(triangle => triangle.Area);

    public (double X, double Y) Centre => (Corners.Average(corner => corner.X), Corners.Average(corner => corner.Y));

    /// <summary>Divides the polygon by straight cuts into one part for each share, in order from west and south.</summary>
    /// <param name="shares">The parts' areas, in any unit.</param>
    public IEnumerable<ConvexPolygon> Divide(IReadOnlyList<double> shares, Random random)
    {
        if (shares.Count == 1)
            return [this];
        var (first, rest) = (shares.Take(shares.Count / 2).ToList(), shares.Skip(shares.Count / 2).ToList());
        var wide = Corners.Max(corner => corner.X) - Corners.Min(corner => corner.X);
        var high = Corners.Max(corner => corner.Y) - Corners.Min(corner => corner.Y);
        var angle = (wide > high ? 0 : Math.PI / 2) + (MaxTurn * ((2 * random.NextDouble()) - 1));
        var (low, above) = Cut(first.Sum() / shares.Sum(), (Math.Cos(angle), Math.Sin(angle)));
        return [.. low.Divide(first, random), .. above.Divide(rest, random)];
    }

    /// <summary>The place inside the polygon that two numbers from 0 to 1 select, evenly spread if they are.</summary>
    public (double X, double Y) Place(double across, double along)
    {
        var left = across * Area;
        foreach (var (a, b, c, area) in Fan(Corners))
        {
            if (left >= area)
            {
                left -= area;
                continue;
            }
            var (u, v) = (Math.Sqrt(left / area), along);
            return (
                ((1 - u) * a.X) + (u * (((1 - v) * b.X) + (v * c.X))),
                ((1 - u) * a.Y) + (u * (((1 - v) * b.Y) + (v * c.Y))));
        }
        return Centre;
    }

    (ConvexPolygon Low, ConvexPolygon High) Cut(double share, (double X, double Y) direction)
    {
        double At((double X, double Y) corner) => (corner.X * direction.X) + (corner.Y * direction.Y);
        var (near, far) = (Corners.Min(At), Corners.Max(At));
        for (var i = 0; i < 60; i++)
        {
            var middle = (near + far) / 2;
            if (Clip(corner => middle - At(corner)).Area < share * Area)
                near = middle;
            else
                far = middle;
        }
        return (Clip(corner => near - At(corner)), Clip(corner => At(corner) - near));
    }

    /// <summary>The part where the distance, which is linear, is not negative.</summary>
    ConvexPolygon Clip(Func<(double X, double Y), double> distance)
    {
        var kept = new List<(double, double)>();
        for (var i = 0; i < Corners.Count; i++)
        {
            var (from, to) = (Corners[i], Corners[(i + 1) % Corners.Count]);
            var (before, after) = (distance(from), distance(to));
            if (before >= 0)
                kept.Add(from);
            if (before * after < 0)
            {
                var part = before / (before - after);
                kept.Add((from.X + (part * (to.X - from.X)), from.Y + (part * (to.Y - from.Y))));
            }
        }
        return new ConvexPolygon(kept);
    }

    static IEnumerable<((double X, double Y) A, (double X, double Y) B, (double X, double Y) C, double Area)> Fan(
        IReadOnlyList<(double X, double Y)> corners)
    {
        for (var i = 1; i + 1 < corners.Count; i++)
        {
            var (a, b, c) = (corners[0], corners[i], corners[i + 1]);
            yield return (a, b, c, (((b.X - a.X) * (c.Y - a.Y)) - ((c.X - a.X) * (b.Y - a.Y))) / 2);
        }
    }
}
