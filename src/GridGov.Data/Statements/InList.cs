using System.Numerics;
using Dapper;

namespace GridGov.Data.Statements;

public static class InList
{
    /// <summary>Adds the values (at least one) as parameters and returns their list in brackets.</summary>
    public static string Of<T>(DynamicParameters parameters, string name, IEnumerable<T> values)
    {
        var all = Padded(values);
        for (var i = 0; i < all.Count; i++)
            parameters.Add($"{name}{i}", all[i]);
        return $"({string.Join(", ", Enumerable.Range(0, all.Count).Select(i => $"@{name}{i}"))})";
    }

    /// <summary>Repeats the last value up to a power of two, which limits the number of different statements.</summary>
    public static List<T> Padded<T>(IEnumerable<T> values)
    {
        var all = values.ToList();
        while (!BitOperations.IsPow2(all.Count))
            all.Add(all[^1]);
        return all;
    }
}
