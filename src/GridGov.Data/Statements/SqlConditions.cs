using System.Text;
using Dapper;

namespace GridGov.Data.Statements;

/// <summary>Conditions of a WHERE, put together piece by piece; each begins with AND, and its values go into the parameters.</summary>
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

    /// <summary>Adds a condition on a value, where there is one.</summary>
    /// <param name="name">The parameter that the condition names.</param>
    public SqlConditions AndIf<T>(T? value, string condition, string name) => value is null ? this : And(condition, (name, value));

    /// <summary>Adds what begins with AND itself, or nothing.</summary>
    public SqlConditions Append(string conditions)
    {
        sql.Append(conditions);
        return this;
    }
}
