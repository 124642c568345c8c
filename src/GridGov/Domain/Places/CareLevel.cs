namespace GridGov.Domain.Places;

/// <summary>How much care those behind a door need (关爱等级). It is stored encrypted: see <see cref="StoredCareLevel"/>.</summary>
public enum CareLevel
{
    /// <summary>无</summary>
    None,
    /// <summary>关注: is asked after.</summary>
    Attention,
    /// <summary>重点关注: is asked after first.</summary>
    Priority,
}
