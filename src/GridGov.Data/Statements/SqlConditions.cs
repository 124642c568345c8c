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

    public SqlConditions Append(string conditions)
    {
        sql.Append(conditions);
        return this;
    }
}
