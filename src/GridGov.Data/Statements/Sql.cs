namespace GridGov.Data.Statements;

/// <summary>Planner hints by name, in SQL that both engines understand. What a hint gains is said where it is used.</summary>
public static class Sql
{
    /// <summary>A text column as an expression, so that the engine finds its rows by another column's index.</summary>
    public static string WithoutIndex(string column) => column + " || ''";

    /// <summary>The same of a column that holds numbers.</summary>
    public static string NumberWithoutIndex(string column) => column + " + 0";
}
