using System.Collections.Concurrent;
using System.Reflection;
using Dapper;

namespace GridGov.Platform.Data;

/// <summary>
/// What a statement is given: the properties of an object, as Dapper would take them, but bound straight to SQLite's
/// statement. A filing has some fifty, and a provider's parameter for each costs as much as running its statements.
/// </summary>
abstract class Arguments
{
    static readonly ConcurrentDictionary<Type, IReadOnlyList<Arguments>> OfTypes = new();

    public required string Name { get; init; }

    public abstract void Bind(object owner, SqliteStatement statement, int position);

    /// <summary>Those of a type, found once.</summary>
    public static IReadOnlyList<Arguments> Of(Type type) => OfTypes.GetOrAdd(type, static type =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is not null && property.GetIndexParameters().Length == 0)
            .Select(property => (Arguments)Activator.CreateInstance(typeof(Of<,>).MakeGenericType(type, property.PropertyType), property)!)]);

    /// <summary>Names and values of arguments that were put together one by one.</summary>
    public static IEnumerable<(string Name, object? Value)> Of(DynamicParameters parameters) =>
        parameters.ParameterNames.Select(name => (name, ((SqlMapper.IParameterLookup)parameters)[name]));
}

sealed class Of<TOwner, TValue> : Arguments
{
    readonly Func<TOwner, TValue> get;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public Of(PropertyInfo property)
    {
        Name = property.Name;
        get = property.GetMethod!.CreateDelegate<Func<TOwner, TValue>>();
    }

    public override void Bind(object owner, SqliteStatement statement, int position) => statement.Bind(position, get((TOwner)owner));
}
