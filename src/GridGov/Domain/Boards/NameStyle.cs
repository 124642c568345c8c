namespace GridGov.Domain.Boards;

/// <summary>How people are named on a public board.</summary>
public enum NameStyle
{
    /// <summary>By their whole name.</summary>
    Full,
    /// <summary>By surname and post, such as 张网格长.</summary>
    Surname,
    /// <summary>By their post alone.</summary>
    None,
}
