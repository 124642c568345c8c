namespace GridGov.Data.Statements;

/// <summary>Planner hints in SQL that both engines understand. Each use says what it gains.</summary>
public static class Sql
{
    /// <summary>A text column as an expression, which keeps the planner from using its index.</summary>
    public static string WithoutIndex(string column) => column + " || ''";

    public static string NumberWithoutIndex(string column) => column + " + 0";
}
