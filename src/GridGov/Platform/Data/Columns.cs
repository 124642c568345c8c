using System.Data.Common;
using GridGov.Platform.Time;

namespace GridGov.Platform.Data;

/// <summary>
/// The columns of one row, taken one after the other in the order of the SELECT: for the rows that are read most, where
/// finding columns by name costs more than reading them. Taking one moves on to the next.
/// </summary>
public abstract class Columns
{
    int next;

    public long Long() => LongOrNull() ?? throw Missing();
    public int Int() => checked((int)Long());
    public string Text() => TextOrNull() ?? throw Missing();
    public bool Flag() => Long() != 0;
    public Id Id() => new(Long());
    public Instant Instant() => new(Long());
    public DateOnly Day() => Days.Of(Int());

    public long? LongOrNull() => Long(next++);
    public int? IntOrNull() => LongOrNull() is { } number ? checked((int)number) : null;
    public double? DoubleOrNull() => Double(next++);
    public string? TextOrNull() => Text(next++);
    public Id? IdOrNull() => LongOrNull() is { } number ? new Id(number) : null;
    public Instant? InstantOrNull() => LongOrNull() is { } number ? new Instant(number) : null;
    public DateOnly? DayOrNull() => IntOrNull() is { } number ? Days.Of(number) : null;

    /// <summary>Begins a row at its first column.</summary>
    internal Columns FromTheFirst()
    {
        next = 0;
        return this;
    }

    protected abstract long? Long(int column);
    protected abstract double? Double(int column);
    protected abstract string? Text(int column);

    InvalidOperationException Missing() => new($"Column {next} of the row is null, and what is read says that it never is.");

    /// <summary>Those of any provider.</summary>
    internal sealed class OfReader(DbDataReader reader) : Columns
    {
        protected override long? Long(int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);
        protected override double? Double(int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);
        protected override string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
