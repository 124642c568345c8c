namespace GridGov.Security;

/// <summary>Whether an appointment gives its rights.</summary>
public enum AppointmentStatus
{
    /// <summary>待确认: another administrator has to confirm it first.</summary>
    Pending,
    /// <summary>生效: it gives its rights from its first day until its end.</summary>
    Effective,
    /// <summary>暂停: somebody else gave access to the account since, so the rights rest until it is confirmed again.</summary>
    Suspended,
    /// <summary>未予确认: it was refused and never gave rights.</summary>
    Refused,
}
