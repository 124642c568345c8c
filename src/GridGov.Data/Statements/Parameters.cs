using System.Collections.Concurrent;
using System.Data;
using System.Reflection;
using Dapper;

namespace GridGov.Data.Statements;

abstract class ParameterSink
{
    /// <param name="form">The parameter's type; <see cref="DbType.Object"/> where it is unknown.</param>
    public abstract void Null(int position, DbType form);
    public abstract void Long(int position, long value);
    public abstract void Int(int position, int value);
    public abstract void Double(int position, double value);
    public abstract void Text(int position, string value);
}

/// <summary>A statement's parameters and the properties that supply them.</summary>
sealed class ParameterNames
{
    readonly Dictionary<string, int> positions = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<Type, (Argument Argument, int Position)[]> ofTypes = new();

    public void Add(string name, int position) => positions.Add(name, position);

    /// <param name="args">An object with a property for each parameter, or <see cref="DynamicParameters"/>.</param>
    /// <exception cref="InvalidOperationException">A parameter has no value.</exception>
    public void Bind(ParameterSink sink, string sql, object? args, Scope? scope)
    {
        var bound = 0;
        if (args is DynamicParameters parameters)
        {
            foreach (var name in parameters.ParameterNames)
                bound += Bind(sink, name, ((SqlMapper.IParameterLookup)parameters)[name]);
        }
        else if (args is not null)
        {
            foreach (var (argument, position) in ofTypes.GetOrAdd(args.GetType(), Find, positions))
            {
                argument.Write(args, sink, position);
                bound++;
            }
        }
        foreach (var (name, code) in scope?.Parameters ?? [])
            bound += Bind(sink, name, code);
        if (scope is not null)
        {
            bound += Bind(sink, Scope.PartyParameter, scope.Party);
            foreach (var (i, group) in scope.Groups.Index())
                bound += Bind(sink, $"{Scope.GroupParameter}{i}", group);
        }
        if (bound != positions.Count)
            throw new InvalidOperationException("A parameter has no value: " + sql);
    }

    int Bind<T>(ParameterSink sink, string name, T value)
    {
        if (!positions.TryGetValue(name, out var position))
            return 0;
        ColumnType<T>.Instance.Write(sink, position, value);
        return 1;
    }

    static (Argument Argument, int Position)[] Find(Type type, Dictionary<string, int> positions) =>
        [
            .. Argument.Of(type).Where(argument => positions.ContainsKey(argument.Name))
                .Select(argument => (argument, positions[argument.Name])),
        ];
}

abstract class Argument(string name)
{
    static readonly ConcurrentDictionary<Type, IReadOnlyList<Argument>> OfTypes = new();

    public string Name => name;

    public abstract void Write(object owner, ParameterSink sink, int position);

    public abstract object? Get(object owner);

    public static IReadOnlyList<Argument> Of(Type type) => OfTypes.GetOrAdd(type, static type =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is not null && property.GetIndexParameters().Length == 0)
            .Select(property => (Argument)Activator.CreateInstance(
                typeof(Argument<,>).MakeGenericType(type, property.PropertyType), property)!)]);
}

sealed class Argument<TOwner, TValue>(PropertyInfo property) : Argument(property.Name)
{
    readonly Func<TOwner, TValue> get = property.GetMethod!.CreateDelegate<Func<TOwner, TValue>>();

    public override void Write(object owner, ParameterSink sink, int position) =>
        ColumnType<TValue>.Instance.Write(sink, position, get((TOwner)owner));

    public override object? Get(object owner) => get((TOwner)owner);
}

public static class SqlParameters
{
    public static DynamicParameters Of(object first)
    {
        var parameters = new DynamicParameters();
        foreach (var argument in Argument.Of(first.GetType()))
            parameters.Add(argument.Name, argument.Get(first));
        return parameters;
    }
}
