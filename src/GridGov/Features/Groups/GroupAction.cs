namespace GridGov.Features.Groups;

/// <summary>What is done with a group.</summary>
public enum GroupAction
{
    /// <summary>修改: changes what is known of it, its parent or its grid.</summary>
    Edit,
    /// <summary>添加成员: adds a member.</summary>
    AddMember,
    /// <summary>终止: ends it with its memberships.</summary>
    End,
}
