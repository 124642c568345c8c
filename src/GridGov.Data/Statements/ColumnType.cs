using System.Collections.Concurrent;
using System.Data;
using System.Reflection;
using Dapper;

namespace GridGov.Data.Statements;

/// <summary>
/// How a .NET type is read from a column and sent as a parameter. <see cref="Columns"/>, Dapper's row mapping and every engine's
/// parameters use this one map. An enum is stored as its code.
/// </summary>
abstract class ColumnType
{
    static readonly ConcurrentDictionary<Type, ColumnType?> Types = new();
    static readonly Lock Registering = new();

    static ColumnType()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.TypeMapProvider = static type => new RowMap(type);
        UseInDapper(typeof(string), DbType.String);
        Types[typeof(string)] = new ColumnType<string?>(
            static (columns, i) => columns.IsNull(i) ? null : columns.Text(i),
            static (parameters, i, text) =>
            {
                if (text is null)
                    parameters.Null(i, DbType.String);
                else
                    parameters.Text(i, text);
            });
        UseInDapper(typeof(FreeText), DbType.String);
        Types[typeof(FreeText)] = new ColumnType<FreeText?>(
            static (columns, i) => columns.IsNull(i) ? null : columns.Text(i),
            static (_, _, _) => throw new InvalidOperationException(
                "Free text about a ticket is no parameter: FreeText.MaskedIf makes the one to store."));
        Types[typeof(object)] = new ColumnType<object?>(
            static (columns, i) => columns.IsNull(i) ? null : columns.Value(i),
            static (parameters, i, value) =>
            {
                if (value is null or DBNull)
                    parameters.Null(i, DbType.Object);
                else
                    Require(value.GetType()).WriteBoxed(parameters, i, value);
            });
        Add(DbType.Int64, static (columns, i) => columns.Long(i), static (parameters, i, value) => parameters.Long(i, value));
        Add(DbType.Int32, static (columns, i) => checked((int)columns.Long(i)), static (parameters, i, value) => parameters.Int(i, value));
        Add(DbType.Double, static (columns, i) => columns.Double(i), static (parameters, i, value) => parameters.Double(i, value));
        Add(DbType.Int32, static (columns, i) => columns.Flag(i), static (parameters, i, value) => parameters.Int(i, value ? 1 : 0));
        Add(DbType.Int64, static (columns, i) => new Id(columns.Long(i)), static (parameters, i, value) => parameters.Long(i, value.Value));
        Add(DbType.Int64, static (columns, i) => new Instant(columns.Long(i)),
            static (parameters, i, value) => parameters.Long(i, value.Milliseconds));
        Add(DbType.Int32, static (columns, i) => Days.Of(checked((int)columns.Long(i))),
            static (parameters, i, value) => parameters.Int(i, Days.Number(value)));
    }

    public abstract void WriteBoxed(ParameterSink parameters, int position, object value);

    /// <summary>Null for a type that no column holds.</summary>
    public static ColumnType? Of(Type type)
    {
        if (Types.TryGetValue(type, out var known))
            return known;
        if ((Nullable.GetUnderlyingType(type) ?? type) is not { IsEnum: true } @enum)
            return null;
        lock (Registering)
        {
            if (!Types.ContainsKey(type))
            {
                // Only an enum and its nullable are registered late, so no type is registered twice.
                typeof(ColumnType).GetMethod(nameof(AddEnum), BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(@enum).Invoke(null, null);
            }
        }
        return Types[type];
    }

    public static ColumnType Require(Type type) =>
        Of(type) ?? throw new ArgumentException($"No column holds a {type}.", nameof(type));

    static void AddEnum<T>()
        where T : struct, Enum
    {
        Add(DbType.String, static (columns, i) => Codes<T>.Parse(columns.Text(i)),
            static (parameters, i, value) => parameters.Text(i, Codes<T>.Format(value)));
    }

    static void Add<T>(DbType form, Func<Columns, int, T> read, Action<ParameterSink, int, T> write)
        where T : struct
    {
        // Before the type can be found here, because Dapper compiles a row's mapping only once.
        UseInDapper(typeof(T), form);
        UseInDapper(typeof(T?), form);
        Types[typeof(T)] = new ColumnType<T>((columns, i) => columns.IsNull(i) ? throw columns.Missing(i) : read(columns, i), write);
        Types[typeof(T?)] = new ColumnType<T?>((columns, i) => columns.IsNull(i) ? null : read(columns, i), (parameters, i, value) =>
        {
            if (value is { } present)
                write(parameters, i, present);
            else
                parameters.Null(i, form);
        });
    }

    /// <summary>Makes Dapper read this type by <c>GetFieldValue</c>, which <see cref="ColumnsReader"/> answers from this map.</summary>
    static void UseInDapper(Type type, DbType form) => SqlMapper.AddTypeMap(type, form, useGetFieldValue: true);
}

sealed class ColumnType<T>(Func<Columns, int, T> read, Action<ParameterSink, int, T> write) : ColumnType
{
    public static readonly ColumnType<T> Instance = (ColumnType<T>)Require(typeof(T));

    public T Read(Columns columns, int column) => read(columns, column);

    public void Write(ParameterSink parameters, int position, T value) => write(parameters, position, value);

    public override void WriteBoxed(ParameterSink parameters, int position, object value) => write(parameters, position, (T)value);
}
