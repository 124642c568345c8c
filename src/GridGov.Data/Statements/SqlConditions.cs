using System.Text;
using Dapper;

namespace GridGov.Data.Statements;

/// <summary>Builds the conditions of a WHERE; each begins with AND, and its values become parameters.</summary>
sealed class SqlConditions(DynamicParameters parameters)
{
    readonly StringBuilder sql = new();

    public override string ToString() => sql.ToString();

    public SqlConditions And(string condition, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        foreach (var (name, value) in values)
            parameters.Add(name, value);
        return Append(" AND " + condition);
    }

    /// <summary>Adds a condition on a value that is not null; <paramref name="name"/> is the parameter in the condition.</summary>
    public SqlConditions AndIf<T>(T? value, string condition, string name) => value is null ? this : And(condition, (name, value));

    /// <summary>Adds a condition that a column has any of these values; none when there are no values.</summary>
    /// <param name="name">The beginning of the names of the parameters.</param>
    public SqlConditions AndAnyOf<T>(string column, string name, IReadOnlyCollection<T>? values) =>
        values is { Count: > 0 } ? And($"{column} IN {InList.Of(parameters, name, values)}") : this;

    public SqlConditions Append(string conditions)
    {
        sql.Append(conditions);
        return this;
    }
}
