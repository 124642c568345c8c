using System.Collections;
using System.Data.Common;
using System.Reflection;
using Dapper;

namespace GridGov.Data.Statements;

/// <summary>Maps a row to a <typeparamref name="T"/>: a single value by its column type, a record by Dapper.</summary>
static class RowMapper<T>
{
    // Rows of type object are Dapper's dynamic rows.
    static readonly ColumnType<T>? Single = typeof(T) == typeof(object) ? null : ColumnType.Of(typeof(T)) as ColumnType<T>;

    static RowMapper()
    {
        // Dapper would read an enum that is not registered yet as a number or a name.
        foreach (var type in MemberTypes())
            ColumnType.Of(type);
    }

    public static Func<Columns, T> Of(Columns columns)
    {
        if (Single is not null)
            return static row => Single.Read(row, 0);
        var reader = new ColumnsReader(columns);
        var parse = reader.GetRowParser<T>();
        return _ => parse(reader);
    }

    static IEnumerable<Type> MemberTypes() =>
        typeof(T).GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Select(property => property.PropertyType)
            .Concat(typeof(T).GetFields(BindingFlags.Public | BindingFlags.Instance).Select(field => field.FieldType));
}

/// <summary>Dapper's map of a record, but a constructor is found by parameter names alone, because column types handle the types.</summary>
sealed class RowMap(Type type) : SqlMapper.ITypeMap
{
    readonly DefaultTypeMap members = new(type);

    public ConstructorInfo? FindConstructor(string[] names, Type[] types) =>
        type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .OrderBy(constructor => constructor.GetParameters().Length)
            .FirstOrDefault(constructor => constructor.GetParameters() is { Length: 0 } || Takes(constructor.GetParameters(), names));

    static bool Takes(ParameterInfo[] parameters, string[] names) =>
        parameters.Length == names.Length
        && parameters.Zip(names).All(pair =>
            string.Equals(pair.First.Name, pair.Second.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));

    public ConstructorInfo? FindExplicitConstructor() => members.FindExplicitConstructor();

    public SqlMapper.IMemberMap? GetConstructorParameter(ConstructorInfo constructor, string columnName) =>
        members.GetConstructorParameter(constructor, columnName);

    public SqlMapper.IMemberMap? GetMember(string columnName) => members.GetMember(columnName);
}

/// <summary>Presents the current row's columns to Dapper, which reads nothing else and does not advance.</summary>
sealed class ColumnsReader(Columns columns) : DbDataReader
{
    public override int FieldCount => columns.Count;
    public override string GetName(int ordinal) => columns.Name(ordinal);
    public override bool IsDBNull(int ordinal) => columns.IsNull(ordinal);
    public override T GetFieldValue<T>(int ordinal) => ColumnType<T>.Instance.Read(columns, ordinal);

    // One mapping serves a column of any type.
    public override Type GetFieldType(int ordinal) => typeof(object);
    public override object GetValue(int ordinal) => columns.IsNull(ordinal) ? DBNull.Value : columns.Value(ordinal);

    public override object this[int ordinal] => GetValue(ordinal);
    public override object this[string name] => throw new NotSupportedException();
    public override int Depth => 0;
    public override bool HasRows => true;
    public override bool IsClosed => false;
    public override int RecordsAffected => -1;
    public override bool Read() => throw new NotSupportedException();
    public override bool NextResult() => throw new NotSupportedException();
    public override bool GetBoolean(int ordinal) => throw new NotSupportedException();
    public override byte GetByte(int ordinal) => throw new NotSupportedException();
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException();
    public override char GetChar(int ordinal) => throw new NotSupportedException();
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException();
    public override string GetDataTypeName(int ordinal) => throw new NotSupportedException();
    public override DateTime GetDateTime(int ordinal) => throw new NotSupportedException();
    public override decimal GetDecimal(int ordinal) => throw new NotSupportedException();
    public override double GetDouble(int ordinal) => throw new NotSupportedException();
    public override IEnumerator GetEnumerator() => throw new NotSupportedException();
    public override float GetFloat(int ordinal) => throw new NotSupportedException();
    public override Guid GetGuid(int ordinal) => throw new NotSupportedException();
    public override short GetInt16(int ordinal) => throw new NotSupportedException();
    public override int GetInt32(int ordinal) => throw new NotSupportedException();
    public override long GetInt64(int ordinal) => throw new NotSupportedException();
    public override int GetOrdinal(string name) => throw new NotSupportedException();
    public override string GetString(int ordinal) => throw new NotSupportedException();
    public override int GetValues(object[] values) => throw new NotSupportedException();
}
